#include "app/complaint.h"

#include "app/output.h"
#include "core/run/error.h"
#include "core/run/reason_and_advice.h"

#include <filesystem>
#include <new>
#include <system_error>

namespace thaw {

namespace {

// The exception that is being handled, as one of ours.
Error understood() {
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const std::bad_alloc&) {
        return failure("the memory does not suffice; close other programs, or ask for less");
    } catch (const std::filesystem::filesystem_error& error) {
        const std::string why = reason_and_advice(error.code());
        if (error.path1().empty())
            return failure("a file or folder cannot be used: {}", why);
        return failure("{} cannot be used: {}", error.path1().string(), why);
    } catch (const std::system_error& error) {
        return failure("the system refuses: {}; it may be short of memory or threads",
                       error.code().message());
    } catch (const std::exception& error) {
        return failure("an unexpected error: {}; please report it", error.what());
    } catch (...) {
        return failure("an unexpected error: {}; please report it", "?");
    }
}

} // namespace

int complain(const char* program) noexcept {
    try {
        const Error error = understood();
        tell(fmt::format("{}: {}", program, error.what()));
        return static_cast<int>(error.fault());
    } catch (...) { // not even memory for a sentence
        tell("out of memory");
        return static_cast<int>(Fault::failure);
    }
}

} // namespace thaw
