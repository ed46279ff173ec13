#!/usr/bin/env bash
# Builds the tree a second time as a bnd workspace, beside what Maven has built before, and compares the manifests.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# the first version in the pom is the tree's own, above those of its plugins
version=$(sed -n 's/^  <version>\(.*\)<\/version>.*/\1/p' "$root/pom.xml" | head -n 1)
bnd_version=$(sed -n 's/.*<bnd.version>\(.*\)<\/bnd.version>.*/\1/p' "$root/pom.xml")
[ -n "$version" ] && [ -n "$bnd_version" ] || { echo "no version, or no bnd.version, in $root/pom.xml" >&2; exit 1; }
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=biz.aQute.bnd:biz.aQute.bnd:$bnd_version -Dtransitive=false -DoutputDirectory="$copy/.tool" -f "$root/pom.xml" -N
bnd() { java -jar "$copy/.tool/biz.aQute.bnd-$bnd_version.jar" "$@"; }

# a copy, since both tools build into the same folders
tar -C "$root" --exclude=./.git --exclude=./out --exclude=target --exclude=node_modules -cf - . | tar -C "$copy" -xf -

# the page of the console, which Maven has npm make
mkdir -p "$copy/console/target"
cp -R "$root/console/target/page" "$copy/console/target/" || { echo "Maven has not built console: run mvn verify first" >&2; exit 1; }

# the wrapped libraries first: others are compiled against their jars
for module in lib.concentus lib.freetts lib.sphinx4 lib.mcp lib.webrtc; do (cd "$copy/$module" && bnd compile && bnd build); done
(cd "$copy/cnf" && bnd compile && bnd build -f)

# one header a line, without those that name the tools
headers() {
    unzip -p "$1" META-INF/MANIFEST.MF | tr -d '\r' | awk '/^ /{printf "%s", substr($0, 2); next} {printf "\n%s", $0}' |
        grep -vE '^(Created-By|Build-Jdk-Spec|Tool|Bnd-.*|$)' | sort
}
compared=0
for bnd_jar in "$copy"/*/target/io.patchbay.*.jar; do
    module=$(basename "$(dirname "$(dirname "$bnd_jar")")")
    # Maven lets the benchmark library generate a harness into this one, which bnd cannot
    [ "$module" != bench ] || continue
    # the folder transport.cloudflare-like is the bundle io.patchbay.transport.cloudflare
    maven_jar="$root/$module/target/io.patchbay.${module%-like}-$version.jar"
    [ -f "$maven_jar" ] || { echo "Maven has not built $module: run mvn verify first" >&2; exit 1; }
    diff <(headers "$maven_jar") <(headers "$bnd_jar") || { echo "Maven's manifest of $module (<) and bnd's (>) differ" >&2; exit 1; }
    compared=$((compared + 1))
done
[ "$compared" -gt 10 ] || { echo "only $compared bundles were compared" >&2; exit 1; }
echo "The bnd workspace builds the same $compared manifests as Maven."
