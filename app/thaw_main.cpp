#include "app/commands/command_line.h"
#include "app/environment.h"
#include "core/run/standard_streams.h"
#include "core/run/translate.h"

#include <string_view>

namespace {
// Only these compute; the others need not start twice.
bool trains(int count, char** arguments) {
    const std::string_view command = count > 1 ? arguments[1] : "";
    const std::string_view inner = count > 2 ? arguments[2] : "";
    return command == "run" || command == "resume" || command == "fork" ||
           (command == "sweep" && inner == "member");
}
} // namespace

int main(int count, char** arguments) {
    thaw::settle_standard_streams();
    if (trains(count, arguments))
        thaw::settle_environment(arguments);
    thaw::use_language((thaw::share_folder() / "locale").string());
    return thaw::run_command_line(count, arguments);
}
