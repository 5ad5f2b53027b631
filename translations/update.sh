#!/usr/bin/env bash
# Collects the English sentences of the sources and brings the catalogues up to date.
#
#   translations/update.sh                   writes thawscope.pot and merges it into every .po
#   translations/update.sh --template FILE   writes only the template, to FILE
#
# Afterwards fill what is new in thawscope.<language>.po; tests/translations/ says what is missing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export LC_ALL=C.UTF-8

# The words that show a person their literal first argument: core/run/translate.h, error.h.
keywords=(translatable tr say sentence failure damaged usage)
folders=(core app widgets)

# fmt fills the blanks, so that nothing is a format of C, such as the "% o" in "{} % of".
template() {
    local found=()
    cd "$here/.."
    for folder in "${folders[@]}"; do
        if [[ -d $folder ]]; then found+=("$folder"); fi
    done
    find "${found[@]}" -name '*.cpp' -o -name '*.h' | sort |
        xgettext --files-from=- --output=- --language=C++ --from-code=UTF-8 \
            --keyword "${keywords[@]/#/--keyword=}" --add-comments='Translators:' \
            --sort-by-file --add-location=file \
            --package-name=Thawscope --copyright-holder='the authors of Thawscope' |
        sed -e 's/charset=CHARSET/charset=UTF-8/' -e '/^"POT-Creation-Date:/d' \
            -e '/^#, c-format$/d' \
            -e 's/^# SOME DESCRIPTIVE TITLE\.$/# Sentences of Thawscope./' \
            -e '/^# Copyright (C) YEAR/d' -e '/^# FIRST AUTHOR/d'
}

if [[ ${1:-} == --template ]]; then
    out=$(realpath -m "$2")
    template >"$out"
    exit
fi

template >"$here/thawscope.pot"
for catalogue in "$here"/thawscope.*.po; do
    msgmerge --quiet --no-fuzzy-matching --backup=none --update "$catalogue" "$here/thawscope.pot"
    msgattrib --no-obsolete --output-file="$catalogue" "$catalogue"
    printf '%s: ' "${catalogue##*/}" >&2
    msgfmt --check --statistics --output-file=/dev/null "$catalogue"
done
