#include "core/storage/records.h"

#include "core/run/error.h"
#include "core/storage/json_text.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace thaw {

using hdf5::check_done;
using hdf5::Handle;

void put_text(char* field, std::size_t size, const std::string& text) {
    std::memset(field, 0, size);
    const std::string fitting = cut_text(text, size);
    std::memcpy(field, fitting.data(), fitting.size());
}

std::string get_text(const char* field, std::size_t size) {
    return {field, std::find(field, field + size, '\0')};
}

namespace {

void member(hid_t type, const char* name, std::size_t offset, hid_t of) {
    check_done(H5Tinsert(type, name, offset, of));
}

template <class Enumeration>
Enumeration enumeration_from(const std::string& text, int count) {
    for (int i = 0; i < count; ++i)
        if (to_text(static_cast<Enumeration>(i)) == text)
            return static_cast<Enumeration>(i);
    throw damaged("an event has the unknown word '{}'", text);
}

} // namespace

static_assert(layout::rows_in_chunk(sizeof(EventRow)) >= 1);
static_assert(layout::rows_in_chunk(sizeof(CheckpointRow)) >= 1);

EventRow unwritten_event() {
    EventRow row{};
    row.step = layout::unwritten_integer;
    return row;
}

CheckpointRow unwritten_checkpoint() {
    CheckpointRow row{};
    row.step = layout::unwritten_integer;
    return row;
}

Handle event_row_type() {
    Handle type(H5Tcreate(H5T_COMPOUND, sizeof(EventRow)));
    const Handle kind = hdf5::text_type(layout::kind_size);
    const Handle actor = hdf5::text_type(layout::actor_size);
    const Handle details = hdf5::text_type(layout::details_size);
    member(type, "step", offsetof(EventRow, step), H5T_NATIVE_INT64);
    member(type, "wall_time", offsetof(EventRow, wall_time), H5T_NATIVE_DOUBLE);
    member(type, "kind", offsetof(EventRow, kind), kind);
    member(type, "actor", offsetof(EventRow, actor), actor);
    member(type, "command", offsetof(EventRow, command), H5T_NATIVE_INT64);
    member(type, "details", offsetof(EventRow, details), details);
    member(type, "check", offsetof(EventRow, check), H5T_NATIVE_UINT32);
    return type;
}

Handle checkpoint_row_type() {
    Handle type(H5Tcreate(H5T_COMPOUND, sizeof(CheckpointRow)));
    const Handle file = hdf5::text_type(layout::file_size);
    const Handle digest = hdf5::text_type(layout::sha256_size);
    member(type, "step", offsetof(CheckpointRow, step), H5T_NATIVE_INT64);
    member(type, "file", offsetof(CheckpointRow, file), file);
    member(type, "sha256", offsetof(CheckpointRow, sha256), digest);
    member(type, "bytes", offsetof(CheckpointRow, bytes), H5T_NATIVE_INT64);
    member(type, "pinned", offsetof(CheckpointRow, pinned), H5T_NATIVE_UINT8);
    member(type, "kept", offsetof(CheckpointRow, kept), H5T_NATIVE_UINT8);
    member(type, "check", offsetof(CheckpointRow, check), H5T_NATIVE_UINT32);
    return type;
}

EventRow to_row(const Event& event) {
    EventRow row{};
    row.step = event.step;
    row.wall_time = event.wall_time;
    row.command = event.command;
    put_text(row.kind, sizeof row.kind, to_text(event.kind));
    put_text(row.actor, sizeof row.actor, to_text(event.actor));
    put_text(row.details, sizeof row.details, details_text(event, sizeof row.details));
    return row;
}

Event from_row(const EventRow& row) {
    Event event;
    event.step = row.step;
    event.wall_time = row.wall_time;
    event.command = row.command;
    event.kind = enumeration_from<EventKind>(get_text(row.kind, sizeof row.kind),
                                             static_cast<int>(EventKind::ended) + 1);
    event.actor = enumeration_from<Actor>(get_text(row.actor, sizeof row.actor),
                                          static_cast<int>(Actor::system) + 1);
    try {
        read_details(nlohmann::json::parse(get_text(row.details, sizeof row.details)), event);
    } catch (const nlohmann::json::exception& error) {
        throw damaged("the details of an event are not JSON: {}", error.what());
    }
    return event;
}

CheckpointRow to_row(const CheckpointInfo& info, bool kept) {
    CheckpointRow row{};
    row.step = info.step;
    row.bytes = info.bytes;
    row.pinned = info.pinned ? 1 : 0;
    row.kept = kept ? 1 : 0;
    put_text(row.file, sizeof row.file, info.file);
    put_text(row.sha256, sizeof row.sha256, info.sha256);
    return row;
}

CheckpointInfo from_row(const CheckpointRow& row) {
    CheckpointInfo info;
    info.step = row.step;
    info.file = get_text(row.file, sizeof row.file);
    info.sha256 = get_text(row.sha256, sizeof row.sha256);
    info.bytes = row.bytes;
    info.pinned = row.pinned != 0;
    if (info.file.empty() || info.file.find('/') != std::string::npos)
        throw damaged("a checkpoint has the impossible file name '{}'", info.file);
    return info;
}

} // namespace thaw
