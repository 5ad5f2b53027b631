#include "core/run/reason_and_advice.h"

#include "core/run/error.h"

#include <cerrno>
#include <cstring>

namespace thaw {

namespace {

const char* advice(int number) {
    switch (number) {
    case ENOSPC:
        return translatable("make room on its disk");
    case EDQUOT:
        return translatable("delete something of yours on its disk, or ask for a larger quota");
    case EFBIG:
        return translatable("raise the size that this process may give a file (`ulimit -f`), or "
                            "choose a disk that takes larger files");
    case EACCES:
    case EPERM:
        return translatable("check the permissions of the file and of its folder");
    case EROFS:
        return translatable("its file system is read-only; choose another place");
    case ENOENT:
        return translatable("check the name, and whether its folder is there");
    case ENOTDIR:
        return translatable("check the name: something in it is a file and no folder");
    case EISDIR:
        return translatable("name a file: this is a folder");
    case EEXIST:
    case ENOTEMPTY:
        return translatable("something of this name is in the way; move it or choose another name");
    case ENAMETOOLONG:
        return translatable("choose a shorter name");
    case ELOOP:
        return translatable("check the name: its links lead to each other");
    case EINVAL:
    case EILSEQ:
        return translatable("choose another name: its file system may not take this one");
    case EXDEV:
        return translatable("choose a place on the same disk");
    case EBUSY:
    case ETXTBSY:
        return translatable("another program uses it; end that one, or choose another name");
    case EPIPE:
    case ENXIO:
        return translatable("nobody reads from it; start the reader first");
    case EMFILE:
    case ENFILE:
        return translatable("too many files are open; close other programs, or raise `ulimit -n`");
    case ENOMEM:
        return translatable("the memory does not suffice; close other programs");
    case ESTALE:
    case ENOTCONN:
    case EHOSTDOWN:
        return translatable("see whether the network disk is still there");
    case EIO:
        return translatable("the disk or the way to it may be failing; choose another place");
    default:
        return translatable("check the name and the place");
    }
}

} // namespace

std::string reason_and_advice(int number) {
    const int known = number == 0 ? EIO : number;
    return sentence("{}; {}", std::strerror(known), tr(advice(known)));
}

} // namespace thaw
