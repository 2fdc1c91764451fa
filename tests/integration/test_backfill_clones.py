"""What is read of real clones: every fact of a commit, whatever its names are written in."""

import os
from pathlib import Path
from typing import Any

import pytest
from clone_builder import Workshop

from osspulse.errors import WrongUsage
from producers.backfill.clones import Clone, GitFailed, named_repository
from producers.sources.git import HistoryEvent, commits, tags


def _told(path: Path, *, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    return [event.told for event in _events(path, without=without)]


def _events(path: Path, *, without: tuple[str, ...] = ()) -> list[HistoryEvent]:
    clone = Clone(path)
    with clone.log(without=without) as log:
        return list(commits(log, shallow=clone.shallow))


def test_a_commit_tells_who_when_and_what(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    first = shop.commit("Begin", {"a.txt": "1\n2\n3\n", "b/c.txt": "1\n"})
    shop.commit(
        "Change it\n\nBecause.\n\nCo-authored-by: Bo <bo@example.org>\nCo-authored-by: Cy",
        {"a.txt": "1\n2\n4\n5\n"},
        author="Åsa <asa@example.org>",
        at="2026-01-03T22:30:00-03:30",
    )
    newest, oldest = _told(shop.path)
    assert newest["parents"] == [first]
    assert newest["author"] == {
        "name": "Åsa",
        "email": "asa@example.org",
        "time": "2026-01-03T22:30:00-03:30",
    }
    assert newest["committer"]["name"] == "Kim"
    assert newest["co_authors"] == [
        {"name": "Bo", "email": "bo@example.org"},
        {"name": "Cy", "email": None},
    ]
    assert newest["files"] == [{"path": "a.txt", "change": "modified", "added": 2, "removed": 1}]
    assert newest["message"].startswith("Change it\n\nBecause.")
    assert [file["path"] for file in oldest["files"]] == ["a.txt", "b/c.txt"]
    assert {file["change"] for file in oldest["files"]} == {"added"}


def test_renames_removals_and_binary_files_are_told_apart(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"old name.txt": "1\n2\n3\n4\n", "gone.txt": "1\n", "logo.png": "\0\1"})
    shop.git("mv", "old name.txt", "new\tname\n.txt")
    shop.git("rm", "--quiet", "gone.txt")
    shop.commit("Tidy", {"logo.png": "\0\2"})
    files = {file["path"]: file for file in _told(shop.path)[0]["files"]}
    assert files["new\tname\n.txt"]["change"] == "renamed"
    assert files["new\tname\n.txt"]["previous_path"] == "old name.txt"
    assert files["gone.txt"] == {
        "path": "gone.txt",
        "change": "removed",
        "added": 0,
        "removed": 1,
    }
    assert files["logo.png"] == {
        "path": "logo.png",
        "change": "modified",
        "added": None,
        "removed": None,
    }


def test_a_merge_has_two_parents_and_lists_no_files(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1"})
    shop.git("checkout", "--quiet", "-b", "side")
    side = shop.commit("Aside", {"b": "1"})
    shop.git("checkout", "--quiet", "main")
    main = shop.commit("Ahead", {"c": "1"})
    shop.merge("side")
    merge = _told(shop.path)[0]
    assert merge["parents"] == [main, side]
    assert merge["files"] == []
    assert len(_told(shop.path)) == 4


def test_the_mailmap_names_the_author_and_the_commit_its_own_name(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1"}, author="ann.old <ann@old.example.org>")
    shop.commit("Map", {".mailmap": "Ann <ann@example.org> <ann@old.example.org>\n"})
    begin = _told(shop.path)[1]
    assert (begin["author"]["name"], begin["author"]["email"]) == ("Ann", "ann@example.org")
    assert begin["recorded_author"] == {"name": "ann.old", "email": "ann@old.example.org"}


def test_the_mailmap_of_a_bare_clone_counts_too(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit(
        "Map",
        {".mailmap": "Ann <ann@example.org> <ann@old.example.org>\n"},
        author="a <ann@old.example.org>",
    )
    bare = shop.cloned(tmp_path / "bare.git", "--bare")
    assert _told(bare)[0]["author"]["email"] == "ann@example.org"


def test_names_that_are_not_utf_8_are_read(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    (shop.path / os.fsdecode(b"caf\xe9.txt")).write_text("1")
    shop.git("config", "i18n.commitEncoding", "ISO-8859-1")
    shop.git("add", "--all")
    shop.git(
        *("commit", "--quiet", "--message", b"D\xe9but"),
        *("--author", b"Ren\xe9 <rene@example.org>"),
        GIT_COMMITTER_NAME="Kim",
        GIT_COMMITTER_EMAIL="kim@example.org",
    )
    (told,) = _told(shop.path)
    assert told["author"]["name"] == "René"
    assert told["message"] == "Début"
    assert "café.txt" in [file["path"] for file in told["files"]]


def test_a_shallow_clone_is_flagged_and_its_edge_lists_no_files(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1", "b": "1"})
    shop.commit("Go on", {"a": "2"})
    newest = shop.commit("Go on", {"a": "3"})
    events = _events(shop.cloned(tmp_path / "shallow", "--depth", "2"))
    assert [event.told["is_shallow"] for event in events] == [False, True]
    assert events[1].told["files"] == []
    assert events[1].told["file_count"] is None
    assert events[0].object_id == newest
    assert events[1].object_id.endswith(":shallow")


def test_only_what_is_new_is_listed(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    first = shop.commit("Begin", {"a": "1"})
    second = shop.commit("Go on", {"a": "2"})
    assert [told["sha"] for told in _told(shop.path, without=(first,))] == [second]
    assert Clone(shop.path).count(without=(first,)) == 1


def test_the_default_branch_is_the_remotes(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    begin = shop.commit("Begin", {"a": "1"})
    clone = shop.cloned(tmp_path / "clone")
    Workshop(clone).git("checkout", "--quiet", "-b", "mine")
    Workshop(clone).commit("Mine alone", {"a": "2"})
    assert [told["sha"] for told in _told(clone)] == [begin]


def test_tags_name_their_commit(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    sha = shop.commit("Begin", {"a": "1"})
    shop.git("tag", "v1")
    shop.git(
        *("tag", "--annotate", "v2", "--message", "Two"),
        GIT_COMMITTER_NAME="Kim",
        GIT_COMMITTER_EMAIL="kim@example.org",
        GIT_COMMITTER_DATE="2026-01-05T00:00:00+08:00",
    )
    shop.git("tag", "blob", shop.git("rev-parse", "HEAD:a"))
    light, annotated = tags(Clone(shop.path).tag_listing())
    assert (light.told["tag"], light.told["sha"], light.told["tagger"]) == ("v1", sha, None)
    assert (annotated.told["tag"], annotated.told["sha"]) == ("v2", sha)
    assert annotated.told["tagger"] == {"name": "Kim", "email": "kim@example.org"}
    assert annotated.told["created_at"] == "2026-01-05T00:00:00+08:00"


def test_a_broken_clone_is_told_of_and_not_taken_for_a_short_one(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1"})
    tree = shop.git("rev-parse", "HEAD^{tree}")
    shop.commit("Go on", {"a": "2"})
    (shop.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(GitFailed, match=tree):
        _told(shop.path)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/Acme/Robot.git", "github:Acme/Robot"),
        ("git@github.com:Acme/Robot.git", "github:Acme/Robot"),
        ("ssh://git@gitee.com/acme/robot", "gitee:acme/robot"),
    ],
)
def test_the_remote_says_whose_clone_it_is(tmp_path: Path, address: str, name: str) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1"})
    shop.git("remote", "add", "origin", address)
    assert str(Clone(shop.path).repository()) == name


def test_a_clone_of_elsewhere_has_to_be_named(tmp_path: Path) -> None:
    shop = Workshop.new(tmp_path / "shop")
    shop.commit("Begin", {"a": "1"})
    with pytest.raises(WrongUsage, match="--repository github:owner/name"):
        Clone(shop.path).repository()


@pytest.mark.parametrize(
    "name", ["acme/robot", "github:robot", "gitlab:acme/robot", "github:a/b/c"]
)
def test_a_repository_is_named_in_one_form(name: str) -> None:
    with pytest.raises(WrongUsage, match="write github:owner/name"):
        named_repository(name)


def test_what_is_no_clone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="is no folder"):
        Clone(tmp_path / "nowhere")
    with pytest.raises(WrongUsage, match="cannot be read"):
        Clone(tmp_path)
    Workshop.new(tmp_path / "empty")
    with pytest.raises(WrongUsage, match="it has no commit"):
        Clone(tmp_path / "empty")
