// The run list's filter: any text is refused with a place inside it and a sentence, or selects.
#include "core/compare/expression.h"
#include "core/compare/run_facts.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    static const RunList runs = [] {
        RunFacts facts;
        facts.set(Field("name"), std::string("fuzz"));
        facts.set(Field("run.seed"), 3.0);
        facts.set(Field("accuracy.ood_mean"), std::nan(""));
        facts.set(Field("star"), true);
        facts.set(Field("tags"), std::vector<std::string>{"a", "b"});
        return RunList{std::make_shared<const RunFacts>(facts)};
    }();
    static const std::vector<Field> known{Field("name"), Field("run.seed"),
                                          Field("accuracy.ood_mean"), Field("star"), Field("tags")};
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        select(runs, Expression::parse(text, known));
    } catch (const ExpressionError& error) {
        if (*error.what() == '\0' || error.position() > size ||
            error.length() > size - error.position())
            std::abort();
    }
    return 0;
}
