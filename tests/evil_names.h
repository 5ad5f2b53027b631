// Names that somebody gave a run, or could have: each would be a command, a new cell, a new line or
// nothing at all to some reader if it were written as it is.
#pragma once

#include <string>
#include <vector>

namespace thaw::test {

inline const std::vector<std::string>& evil_names() {
    static const std::vector<std::string> names{
        "",
        " ",
        " padded ",
        ".",
        "..",
        ".hidden",
        "-lead",
        "--out=x",
        "../../x",
        "a/b",
        "C:\\x",
        "say \"no\"",
        "it's",
        "\"\"\"",
        "'''",
        "back\\slash",
        "ends in \\",
        "\\n",
        "two\nlines",
        "\n",
        "carriage\rreturn",
        "both\r\n",
        "tab\there",
        "bell\a and \x1b[31mred\x1b[0m",
        "\x01\x02\x7f",
        "next\xC2\x85line",
        "100 %",
        "# heading",
        "a_b & c 50% #1 {x} ~ ^ \\ \"q\" <y> $z$ | -- ``",
        "one $ dollar",
        "$x$",
        "$",
        "$$",
        "a\\$b",
        "_x_ *y* `z` [l](u) ~~s~~ <b>",
        "{}",
        "{0} {name}",
        "}{",
        "}\\def\\x{",
        "\\input{/etc/passwd}",
        "\\end{document}",
        "[1] first",
        "* star",
        "^^41",
        "a|b",
        "a||b",
        "a,b",
        "a;b",
        ",",
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "</script><script>alert(1)</script>",
        "]]>",
        "&amp;",
        "nan",
        "NA",
        "1e5",
        "0x10",
        "été",
        "e\xCC\x81te\xCC\x81", // combining
        "tr(F)²",
        "λ=0.1 ± µ",
        "«Ðþ»",
        "研究 データ",
        "実験3",
        "実験３",
        "Привет",
        "שלום",
        "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7", // Arabic
        "🦊",
        "👩‍🔬 family",
        "turn\xE2\x80\xAEthgir",     // right-to-left override
        "line\xE2\x80\xA8separator", // U+2028
        "\xEF\xBB\xBF"
        "bom",
        "no\xC2\xA0"
        "break",
        "bad\xFF"
        "byte",
        "cut\xE3\x82",
        "over\xC0\xAFlong",
        "surrogate\xED\xA0\x80",
        std::string(400, 'a'),
        std::string(400, '$'),
    };
    return names;
}

} // namespace thaw::test
