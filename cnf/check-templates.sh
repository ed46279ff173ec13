#!/usr/bin/env bash
# Makes a plug of each kind from its template, builds all of them as their authors would, outside of this tree, and plugs them in.
# Uses what the last build left in the target folders.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^  <version>\(.*\)<\/version>.*/\1/p' "$root/pom.xml" | head -n 1)
work=$(mktemp -d)
running=
other=
trap 'for each in $running $other; do kill "$each" 2>/dev/null || true; done; rm -rf "$work"' EXIT
fail() {
    echo "check-templates: $*" >&2
    exit 1
}
[ -n "$version" ] || fail "no version in $root/pom.xml"
export PATCHBAY_NO_BUILD=1

# a local repository of its own for what this tree builds; all else is shared with the usual one
usual=$(mvn -B -q -ntp -N -f "$root/pom.xml" org.apache.maven.plugins:maven-help-plugin:3.5.1:evaluate -Dexpression=settings.localRepository -DforceStdout |
    tr -d '\033' | sed 's/\[0m//g')
[ -d "$usual" ] || fail "there is no local repository '$usual'"
own=$work/repository
mkdir -p "$own/io/patchbay"
for part in "$usual"/*; do [ "$part" = "$usual/io" ] || ln -s "$part" "$own/"; done
for part in "$usual"/io/*; do [ "$part" = "$usual/io/patchbay" ] || ln -s "$part" "$own/io/"; done
install() { # artifact, pom, jar
    mkdir -p "$own/io/patchbay/$1/$version"
    cp "$2" "$own/io/patchbay/$1/$version/$1-$version.pom"
    [ -z "${3:-}" ] || cp "$3" "$own/io/patchbay/$1/$version/$1-$version.jar"
}
install io.patchbay "$root/pom.xml"
for folder in "$root"/*/; do
    module=$(basename "$folder")
    jar=$folder/target/io.patchbay.$module-$version.jar
    if [ -f "$jar" ]; then
        install "io.patchbay.$module" "$folder/pom.xml" "$jar"
    elif [ "$module" = bom ]; then
        install io.patchbay.bom "$folder/pom.xml"
    fi
done
export MAVEN_OPTS="${MAVEN_OPTS:-} -Dmaven.repo.local=$own"

# one plug of each kind
plugs=(tool:museum guardrail:card-numbers agent:porter provider:tiny transport:pipe caller-leg:mailbox)
mkdir "$work/plugs" "$work/tmp"
modules=
for plug in "${plugs[@]}"; do
    (cd "$work/plugs" && "$root/patchbay" new "${plug%:*}" "${plug#*:}" --group org.example.plugs >/dev/null)
    modules="$modules<module>${plug#*:}</module>"
done
[ "$(ls "$work/plugs" | wc -l)" = "$(ls "$root/templates" | wc -l)" ] || fail "there are templates that nobody checks"
cat >"$work/plugs/pom.xml" <<END
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>check</groupId>
<artifactId>plugs</artifactId><version>1</version><packaging>pom</packaging><modules>$modules</modules></project>
END
SECONDS=0
mvn -B -q -ntp -T2 -f "$work/plugs/pom.xml" -Dmaven.compiler.showWarnings=true -Dmaven.compiler.failOnWarning=true package
took="all six built in $SECONDS s"
for plug in "${plugs[@]}"; do
    name=${plug#*:}
    tests=$(sed -n 's/^<testsuite .* tests="\([0-9]*\)".*/\1/p' "$work/plugs/$name"/target/surefire-reports/TEST-*.xml | awk "{ sum += \$1 } END { print sum }")
    [ "${tests:-0}" -gt 2 ] || fail "the template of a ${plug%:*} has but ${tests:-0} tests that ran"
    echo "${plug%:*}: $tests tests"
done

# in a container
mkfifo "$work/in"
PATCHBAY_JAVA_OPTS="-Djava.io.tmpdir=$work/tmp" "$root/patchbay" run --shell --state "$work/state" <"$work/in" >"$work/out" 2>"$work/err" &
running=$!
exec 3>"$work/in"
for plug in "${plugs[@]}"; do echo "start file:$(ls "$work/plugs/${plug#*:}"/target/*.jar)" >&3; done
for ((i = 0; ; i++)); do
    echo 'patchbay:plugs' >&3
    sleep 0.5
    missing=()
    for plug in "${plugs[@]}"; do
        grep -qE "\b${plug#*:} +1\.0\.0\.[0-9]{17} +active" "$work/out" || missing+=("${plug#*:}")
    done
    [ ${#missing[@]} -gt 0 ] || break
    [ "$i" -lt 120 ] && kill -0 "$running" 2>/dev/null || fail "not plugged in: ${missing[*]}; $(tail -n 40 "$work/out" "$work/err")"
done
echo 'exit 0' >&3
wait "$running" || fail "the container ended badly: $(cat "$work/err")"
running=
[ ! -s "$work/err" ] || fail "the container complained: $(cat "$work/err")"
# what the guides tell their readers to do; one needs a newer clock
guide() {
    PATCHBAY_JAVA_OPTS="-Djava.io.tmpdir=$work/tmp" "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$root/cnf/RunGuide.java" "$root/docs/$1.md" "$work/guides/$1"
}
for page in first-plug add-a-provider plugs; do
    mkdir -p "$work/guides/$page"
    ln -s "$root/patchbay" "$work/guides/$page/patchbay"
done
cp "$root/tools.clock/target/io.patchbay.tools.clock-$version.jar" "$work/guides/plugs/clock-1.2.0.jar"
echo 'Bundle-Version: 1.2.0' >"$work/tmp/version" # no pipe: jar wants a file
"${JAVA_HOME:+$JAVA_HOME/bin/}jar" ufm "$work/guides/plugs/clock-1.2.0.jar" "$work/tmp/version" 2>/dev/null
guide plugs >"$work/plugs.log" 2>&1 &
other=$!
guide first-plug
guide add-a-provider
wait "$other" || fail "$(cat "$work/plugs.log")"
other=
cat "$work/plugs.log"

echo "A plug of each kind is made, built, tested and plugged in; $took."
