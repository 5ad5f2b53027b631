#!/usr/bin/env bash
# Every sentence of the sources has its translation in every catalogue, with the same blanks.
#
#   translations_test.sh               checks translations/thawscope.*.po
#   translations_test.sh --self-check  spoils copies of them and sees that each fault is found
#
# Needs bash and GNU gettext. After a change of a sentence: translations/update.sh.
set -euo pipefail
export LC_ALL=C.UTF-8 LANGUAGE=

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Names that are the same in every language.
declare -A names=()
for name in Adam AdamW SGD Nesterov MNIST Fashion-MNIST MNIST-C CIFAR-10 CIFAR-100 CIFAR-10-C PACS SqueezeNet ResNet-20 LeNet ResNet-18 VGG11 TOML 'tr(F)'; do
    names[$name]=1
done

faults=0
fault() {
    printf '%s: %s\n' "$1" "$2"
    faults=$((faults + 1))
}

# The blanks of a sentence, sorted, one a line: {} is numbered as fmt does it, and anything else in
# braces or `backquotes` stands as it is. "mixed" where fmt would refuse to fill it.
blanks() {
    local rest=$1 found=() next=0 counted=0 numbered=0
    while [[ $rest =~ (\{[^{}]*\}|\`[^\`]*\`)(.*) ]]; do
        local blank=${BASH_REMATCH[1]}
        rest=${BASH_REMATCH[2]}
        if [[ $blank =~ ^\{([0-9]*)(:[^{}]*)?\}$ ]]; then
            local number=${BASH_REMATCH[1]} format=${BASH_REMATCH[2]}
            if [[ -z $number ]]; then
                number=$((next++)) counted=1
            else
                numbered=1
            fi
            blank="{$number$format}"
        fi
        found+=("$blank")
    done
    if ((counted && numbered)); then found+=(mixed); fi
    if ((${#found[@]} > 1)); then
        printf '%s\n' "${found[@]}" | sort
    elif ((${#found[@]} == 1)); then
        printf '%s\n' "${found[0]}"
    fi
}

# The translations of a catalogue, without the header's, each with a null byte after it.
translations() {
    msgexec --input="$1" 0 | tail --zero-terminated --lines=+2
}

# A catalogue without its translations: a template. Its header stays, which says that it is UTF-8.
template_of() {
    msgattrib --clear-fuzzy --no-obsolete "$1" | msgfilter --keep-header sed d
}

# The English sentences of a catalogue or template, each with a null byte after it.
sentences() {
    template_of "$1" | msgen --lang=en - >"$work/english.po"
    translations "$work/english.po"
}

# The entries that `msgattrib` selects, as one line each.
selected() {
    msgattrib --no-wrap --no-location "$@" | sed -n -E 's/^(#~ )?msgid "(.+)"$/\2/p'
}

check_catalogue() { # catalogue template
    local catalogue=$1 template=$2 name=${1##*/} line
    msgfmt --check --output-file=/dev/null "$catalogue" || fault "$name" 'msgfmt refuses it'

    local -A in_catalogue=() in_template=()
    local english translation
    sentences "$catalogue" >"$work/in_catalogue"
    sentences "$template" >"$work/in_template"
    while IFS= read -r -d '' english; do in_catalogue[$english]=1; done <"$work/in_catalogue"
    while IFS= read -r -d '' english; do in_template[$english]=1; done <"$work/in_template"
    for english in "${!in_template[@]}"; do
        [[ -n ${in_catalogue[$english]:-} ]] || fault "$name" "is not in the catalogue: $english"
    done
    for english in "${!in_catalogue[@]}"; do
        [[ -n ${in_template[$english]:-} ]] || fault "$name" "is no longer in the sources: $english"
    done
    while IFS= read -r line; do
        fault "$name" "is no longer in the sources: $line"
    done < <(selected --only-obsolete "$catalogue")
    while IFS= read -r line; do
        fault "$name" "is fuzzy: $line"
    done < <(selected --only-fuzzy --no-obsolete "$catalogue")
    while IFS= read -r line; do
        fault "$name" "is not translated: $line"
    done < <(selected --untranslated --no-obsolete "$catalogue")

    # English and translation side by side; what is empty or missing was told of above.
    msgmerge --quiet --no-fuzzy-matching --output-file="$work/merged.po" "$catalogue" "$template"
    translations "$work/merged.po" >"$work/translations"
    while IFS= read -r -d '' english <&3 && IFS= read -r -d '' translation <&4; do
        if [[ -z $translation ]]; then continue; fi
        if [[ $english$translation == *['{`']* ]] &&
            [[ $(blanks "$english") != "$(blanks "$translation")" ]]; then
            fault "$name" "has other blanks: $english"
        fi
        if [[ $english == "$translation" && $english == *[A-Za-z]* && -z ${names[$english]:-} ]]; then
            fault "$name" "is still English: $english"
        fi
    done 3<"$work/in_template" 4<"$work/translations"
}

# A spoilt catalogue must be found out, with a fault that says `expected`.
expect() { # expected catalogue template
    local told
    told=$(check_catalogue "$2" "$3" 2>&1 || true)
    if [[ $told != *"$1"* ]]; then
        printf 'not found out: %s\n%s\n' "$1" "$told"
        faults=$((faults + 1))
    fi
}

# shellcheck disable=SC2016 # dollars and backquotes are for sed
self_check() {
    cat >"$work/good.po" <<'EOF'
msgid ""
msgstr ""
"Project-Id-Version: x\n"
"PO-Revision-Date: x\n"
"Last-Translator: x\n"
"Language-Team: x\n"
"Language: xx\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

msgid "step {} of {:.2f}"
msgstr "{} の {:.2f}"

msgid "{} and {}; see `thaw --help`"
msgstr "{1} と {0}。`thaw --help` を参照"

msgid "weights"
msgstr "重み"

msgid "Add"
msgstr "追加"

msgid "Add…"
msgstr "追加…"

msgid "Adam"
msgstr "Adam"
EOF
    template_of "$work/good.po" >"$work/template.pot"
    check_catalogue "$work/good.po" "$work/template.pot"
    spoil() { # expected, then arguments of sed
        local expected=$1
        shift
        sed "$@" "$work/good.po" >"$work/spoilt.po"
        expect "$expected" "$work/spoilt.po" "$work/template.pot"
    }
    spoil 'is not in the catalogue: weights' -e '/^msgid "weights"$/,/^$/d'
    spoil 'is no longer in the sources: biases' -e '$a\\nmsgid "biases"\nmsgstr "バイアス"'
    spoil 'is no longer in the sources: old' -e '$a\\n#~ msgid "old"\n#~ msgstr "古い"'
    spoil 'is fuzzy: weights' -e 's/^msgid "weights"$/#, fuzzy\n&/'
    spoil 'is not translated: weights' -e 's/重み//'
    spoil 'has other blanks: step' -e 's/ の {:.2f}/ の {}/'
    spoil 'has other blanks: step' -e 's/{} の {:.2f}/{:.2f} の {}/'
    spoil 'has other blanks: step' -e 's/{} の/ の/'
    spoil 'has other blanks: {} and' -e 's/{1} と {0}/{1} と {}/'
    spoil 'has other blanks: {} and' -e 's/thaw --help` を/thaw -h` を/'
    spoil 'is not translated: Add…' -e 's/追加…//'
    spoil 'is still English: weights' -e 's/重み/weights/'
    spoil 'msgfmt refuses it' -e 's/"重み"/"重み/'
}

if [[ ${1:-} == --self-check ]]; then
    self_check
else
    "$root/translations/update.sh" --template "$work/thawscope.pot"
    for catalogue in "$root"/translations/thawscope.*.po; do
        check_catalogue "$catalogue" "$work/thawscope.pot"
    done
fi
if ((faults)); then
    printf '%d faults; translations/update.sh collects new sentences and drops old ones\n' "$faults"
    exit 1
fi
