// Runs as rows of text: what `thaw list` prints.
#pragma once

#include "core/compare/run_facts.h"

#include <string>

namespace thaw {

struct RunTableRequest {
    std::string where;            // an expression; empty: all
    std::string columns;          // expressions with commas between; empty: the usual ones
    std::string sort;             // an expression, "-" before it: falling; empty: by file
    std::string group;            // an expression; empty: a row a run
    std::string format = "table"; // csv, json
};

struct RunTableText {
    std::string out;
    std::string remark; // what a person should know besides; empty: nothing
};

// Throws ExpressionError whose sentence names the option and shows the place.
RunTableText run_table(const RunList& runs, const RunTableRequest& request);

} // namespace thaw
