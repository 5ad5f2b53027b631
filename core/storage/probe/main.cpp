// thaw-probe: reads run files for another process, which sees by it whether they can be read.
#include "core/run/standard_streams.h"
#include "core/storage/reading_guard.h"

#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

int main() {
    thaw::settle_standard_streams();
    struct stat about {};
    if (fstat(STDIN_FILENO, &about) != 0 || !S_ISSOCK(about.st_mode)) {
        std::fputs("thaw-probe is started by thaw and thawscope; it has nothing to say itself\n",
                   stderr);
        return 2;
    }
    thaw::serve_as_probe();
    _exit(0); // nothing is open but what a damaged file may have left so
}
