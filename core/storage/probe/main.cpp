// thaw-probe: reads run files for another process; see reader_process.h.
#include "core/run/standard_streams.h"
#include "core/storage/reader_process.h"
#include "core/storage/reading_request.h"

#include <cstdio>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

int main(int count, char** arguments) {
    thaw::settle_standard_streams();
    struct stat about {};
    if (fstat(STDIN_FILENO, &about) != 0 || !S_ISSOCK(about.st_mode)) {
        std::fputs("thaw-probe is started by thaw and thawscope; it has nothing to say itself\n",
                   stderr);
        return 2;
    }
    if (count != 2 || std::string_view(arguments[1]) != thaw::answer::version)
        return thaw::answer::other_version;
    thaw::serve_reading();
    _exit(0); // nothing is open but what a damaged file may have left so
}
