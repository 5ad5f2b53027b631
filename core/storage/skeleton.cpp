#include "core/storage/skeleton.h"

#include "core/run/error.h"
#include "core/storage/layout.h"
#include "core/storage/run_writer.h"

#include <algorithm>

namespace thaw {

namespace {

using hdf5::check_done;
using hdf5::Handle;

struct Link {
    std::string path;
    H5L_type_t type;
};

herr_t collect_link(hid_t /*group*/, const char* path, const H5L_info_t* info, void* links) {
    static_cast<std::vector<Link>*>(links)->push_back({path, info->type});
    return 0;
}

herr_t collect_name(hid_t /*object*/, const char* name, const H5A_info_t* /*info*/, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

std::string target_of(hid_t file, const std::string& path) {
    H5L_info_t info;
    check_done(H5Lget_info(file, path.c_str(), &info, H5P_DEFAULT));
    std::string target(info.type == H5L_TYPE_SOFT ? info.u.val_size : 0, '\0');
    if (!target.empty())
        check_done(H5Lget_val(file, path.c_str(), target.data(), target.size(), H5P_DEFAULT));
    return target;
}

Handle open_object(hid_t file, const std::string& path) {
    return Handle(H5Oopen(file, path.c_str(), H5P_DEFAULT));
}

bool same_type(hid_t type, hid_t other) {
    return H5Tequal(type, other) > 0;
}

std::string attribute_bytes(hid_t attribute, hid_t type) {
    const Handle space(H5Aget_space(attribute));
    const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
    std::string bytes(H5Tget_size(type) * count, '\0');
    check_done(H5Aread(attribute, type, bytes.data()));
    return bytes;
}

bool same_attribute(hid_t wanted_of, hid_t found_of, const std::string& name) {
    const Handle wanted(H5Aopen(wanted_of, name.c_str(), H5P_DEFAULT));
    const Handle found(H5Aopen(found_of, name.c_str(), H5P_DEFAULT));
    const Handle wanted_type(H5Aget_type(wanted));
    const Handle found_type(H5Aget_type(found));
    return same_type(wanted_type, found_type) &&
           attribute_bytes(wanted, wanted_type) == attribute_bytes(found, found_type);
}

bool same_object(hid_t wanted, hid_t found) {
    if (H5Iget_type(wanted) != H5Iget_type(found))
        return false;
    if (H5Iget_type(wanted) == H5I_DATASET) {
        const Handle wanted_type(H5Dget_type(wanted));
        const Handle found_type(H5Dget_type(found));
        if (!same_type(wanted_type, found_type))
            return false;
    }
    std::vector<std::string> names;
    check_done(H5Aiterate2(wanted, H5_INDEX_NAME, H5_ITER_INC, nullptr, &collect_name, &names));
    return std::all_of(names.begin(), names.end(),
                       [&](const auto& name) { return same_attribute(wanted, found, name); });
}

// The header's texts are of the length that they have and carry checksums of their own.
bool is_header_text(const std::string& path) {
    const std::string full = "/" + path;
    return full == layout::resolved || full == layout::source || full == layout::plan ||
           full == layout::provenance || full == layout::parent;
}

// A call that fails is a difference, too.
template <class Compare>
bool is_same(const Compare& compare) {
    try {
        return compare();
    } catch (const hdf5::Failure&) {
        return false;
    }
}

} // namespace

std::vector<std::string> differences_from_skeleton(hid_t file, int minor_version,
                                                   const RunHeader& header) {
    if (minor_version != layout::minor)
        return {};
    const Handle wanted = RunWriter::skeleton(header);
    std::vector<Link> links{{"/", H5L_TYPE_HARD}};
    check_done(H5Lvisit(wanted, H5_INDEX_NAME, H5_ITER_INC, &collect_link, &links));
    std::vector<std::string> differences;
    for (const Link& link : links) {
        if (is_header_text(link.path))
            continue;
        const bool same = is_same([&] {
            if (link.type == H5L_TYPE_SOFT)
                return target_of(wanted, link.path) == target_of(file, link.path);
            return same_object(open_object(wanted, link.path), open_object(file, link.path));
        });
        if (!same)
            differences.push_back(sentence("{} is not what belongs there", link.path));
    }
    return differences;
}

} // namespace thaw
