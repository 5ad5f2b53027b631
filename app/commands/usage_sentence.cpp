#include "app/commands/usage_sentence.h"

#include "app/output.h"
#include "core/run/error.h"
#include "core/run/nearest.h"

#include <charconv>
#include <cstdint>
#include <fmt/ranges.h>
#include <sstream>
#include <string_view>

namespace thaw {

namespace {

std::string after(const std::string& text, std::string_view mark) {
    const auto at = text.find(mark);
    return at == std::string::npos ? std::string() : text.substr(at + mark.size());
}

std::string before(const std::string& text, std::string_view mark) {
    return text.substr(0, text.find(mark));
}

std::vector<std::string> commands_of(const CLI::App& program) {
    std::vector<std::string> names;
    for (const auto* command : program.get_subcommands({}))
        names.push_back(command->get_name());
    return names;
}

std::string unexpected(const CLI::App& program, const CLI::App& command) {
    const auto words = command.remaining();
    const std::string first = words.empty() ? std::string() : words.front();
    if (&command != &program || first.starts_with("-"))
        return sentence("'{}' is not expected", first);
    const auto names = commands_of(program);
    const std::string near = nearest(first, names);
    return near.empty() ? sentence("'{}' is not expected; the commands are: {}", first,
                                   fmt::join(names, ", "))
                        : sentence("'{}' is not expected; did you mean '{}'?", first, near);
}

template <class Kind>
bool is(const CLI::ParseError& error) {
    return dynamic_cast<const Kind*>(&error) != nullptr;
}

// From CLI11's class of error and the names and values in its words; empty if those are of a kind
// that is not known here.
std::string translated(const CLI::App& program, const CLI::App& command,
                       const CLI::ParseError& error) {
    const std::string words = error.what(), name = before(words, ":");
    if (!command.remaining().empty()) // also where CLI11 finds something else wrong first
        return unexpected(program, command);
    if (is<CLI::RequiredError>(error) && &command == &program)
        return sentence("a command is missing; one of: {}", fmt::join(commands_of(program), ", "));
    if (is<CLI::RequiredError>(error))
        return sentence("{} is missing", before(words, " is required"));
    if (is<CLI::ExcludesError>(error))
        return sentence("{} and {} cannot be given together; leave one of them out",
                        before(words, " excludes "), after(words, " excludes "));
    if (is<CLI::ConversionError>(error) && words.starts_with("Could not convert: "))
        return sentence("{} takes no value '{}'", before(after(words, ": "), " = "),
                        after(words, " = "));
    if (is<CLI::ConversionError>(error)) // of a flag
        return sentence("{} takes no value", name);
    if (is<CLI::ArgumentMismatch>(error) && words.ends_with(" missing"))
        return sentence("{} needs a value", name);
    if (is<CLI::ArgumentMismatch>(error) && words.find("t Most 1 ") != std::string::npos)
        return sentence("{} is given more than once", name);
    if (is<CLI::ValidationError>(error) && words.find(" not in {") != std::string::npos)
        return sentence("{} is '{}'; it must be one of: {}", name,
                        before(after(words, ": "), " not in "),
                        before(after(words, " not in {"), "}"));
    return {};
}

} // namespace

CLI::Validator whole_number(const std::string& word, std::int64_t least, std::int64_t most) {
    const auto problem = [word, least, most](std::string& text) {
        if (!word.empty() && text == word)
            return std::string();
        std::int64_t number = 0;
        const char* end = text.data() + text.size();
        const auto [at, error] = std::from_chars(text.data(), end, number);
        return error == std::errc() && at == end && least <= number && number <= most
                   ? std::string()
                   : sentence("'{}' is not a whole number from {} to {}", text, least, most);
    };
    return {problem, "", ""};
}

CLI::Validator file_name() {
    const auto problem = [](std::string& text) {
        return text.empty() ? sentence("it is empty; name a file or a folder") : std::string();
    };
    return {problem, "", ""};
}

std::string usage_sentence(const CLI::App& program, const CLI::ParseError& error) {
    const auto given = program.get_subcommands();
    const bool of_program = given.empty() || !program.remaining().empty();
    const CLI::App& command = of_program ? program : *given.front();
    const std::string told = translated(program, command, error);
    const std::string help =
        program.get_name() + (of_program ? std::string() : " " + command.get_name());
    return sentence("the command line is not right ({}); see `{} --help`",
                    told.empty() ? error.what() : told, help);
}

int parse_exit(const CLI::App& program, const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
        tell(program.get_name() + ": " + usage_sentence(program, error));
        return static_cast<int>(Fault::usage);
    }
    std::ostringstream text;
    program.exit(error, text, text);
    print(text.str());
    return 0;
}

} // namespace thaw
