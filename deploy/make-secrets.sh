#!/bin/sh
# Makes the secrets that are missing in a folder, and leaves the others as they are.
# Usage: deploy/make-secrets.sh FOLDER
set -eu
if [ $# -ne 1 ]; then
    echo "make-secrets: name the folder: deploy/make-secrets.sh /etc/osspulse/secrets" >&2
    exit 2
fi
folder=$1

random_hex() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
random_base64() { head -c 32 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }

# The folder lets in its owner only. The files in it can be read by all, because a container's user is another
# one than theirs and sees the file without the folder.
store() {
    if [ -e "$folder/$1" ]; then
        echo "$1: left as it is" >&2
        return
    fi
    cat >"$folder/.$1.new"
    if [ ! -s "$folder/.$1.new" ]; then
        echo "make-secrets: $folder/$1 would be empty; head, od, tr and base64 are needed" >&2
        exit 1
    fi
    chmod 644 "$folder/.$1.new"
    mv "$folder/.$1.new" "$folder/$1"
    echo "$1: made" >&2
}

mkdir -p "$folder"
chmod 700 "$folder"
random_hex | store postgres_password
random_base64 | store airflow_fernet_key
random_hex | store airflow_api_secret_key
random_hex | store airflow_jwt_secret
printf '{"operator": "%s"}\n' "$(random_hex)" | store airflow_passwords.json
store webhook_secrets.toml <<TOML
# What each forge signs its deliveries with: enter the value as the hook's secret there.
# docs/deployment.md says how to change one without losing a delivery.
[[github]]
id = "github-1"
secret = "$(random_hex)"

[[gitee]]
id = "gitee-1"
secret = "$(random_hex)"
TOML
