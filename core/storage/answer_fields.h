// The fields of everything that is read from a run file, each type's once, for both directions of
// answer_bytes.h. The bindings name all of them: a field that is added does not compile until it
// stands here, too.
#pragma once

#include "core/compare/run_facts.h"
#include "core/run/error.h"
#include "core/storage/salvage.h"
#include "core/storage/storage.h"

#include <concepts>
#include <tuple>
#include <type_traits>

namespace thaw::answer {

template <class T, class Of>
concept Either = std::same_as<std::remove_const_t<T>, Of>; // const to write, else to read

auto fields(Either<Cadence> auto& x) {
    auto& [early_every, early_steps, every] = x;
    return std::tie(early_every, early_steps, every);
}
auto fields(Either<BlockInfo> auto& x) {
    auto& [name, parameters] = x;
    return std::tie(name, parameters);
}
auto fields(Either<SplitInfo> auto& x) {
    auto& [name, role, source, shift, settings, examples, digest, domain, paired] = x;
    return std::tie(name, role, source, shift, settings, examples, digest, domain, paired);
}
auto fields(Either<SeriesInfo> auto& x) {
    auto& [name, label, symbol, unit, headline, quantity, part, role, better, share] = x;
    return std::tie(name, label, symbol, unit, headline, quantity, part, role, better, share);
}
auto fields(Either<MetricInfo> auto& x) {
    auto& [name, id, cadence, settings, series, steps_per_reading] = x;
    return std::tie(name, id, cadence, settings, series, steps_per_reading);
}
auto fields(Either<Plan> auto& x) {
    auto& [blocks, steps, steps_per_epoch, train_examples, batch_size, splits, metrics] = x;
    return std::tie(blocks, steps, steps_per_epoch, train_examples, batch_size, splits, metrics);
}
auto fields(Either<Parent> auto& x) {
    auto& [run_id, file, step] = x;
    return std::tie(run_id, file, step);
}
auto fields(Either<RunHeader> auto& x) {
    auto& [run_id, name, created, config, source, plan, provenance, parent] = x;
    return std::tie(run_id, name, created, config, source, plan, provenance, parent);
}
auto fields(Either<SeriesColumns> auto& x) {
    auto& [value, standard_error, count] = x;
    return std::tie(value, standard_error, count);
}
auto fields(Either<MetricColumns> auto& x) {
    auto& [step, examples, epoch, wall_time, train_time, seconds, series] = x;
    return std::tie(step, examples, epoch, wall_time, train_time, seconds, series);
}
auto fields(Either<Event> auto& x) {
    auto& [step, wall_time, kind, actor, command, details, values] = x;
    return std::tie(step, wall_time, kind, actor, command, details, values);
}
auto fields(Either<CheckpointInfo> auto& x) {
    auto& [step, file, sha256, bytes, pinned] = x;
    return std::tie(step, file, sha256, bytes, pinned);
}
auto fields(Either<RunStatus> auto& x) {
    auto& [state, last_step, heartbeat, pid, process_start, pid_namespace, host, boot_id, reason] =
        x;
    return std::tie(state, last_step, heartbeat, pid, process_start, pid_namespace, host, boot_id,
                    reason);
}
auto fields(Either<RunRecord> auto& x) {
    auto& [header, metrics, events, checkpoints, status] = x;
    return std::tie(header, metrics, events, checkpoints, status);
}
auto fields(Either<RunSummary> auto& x) {
    auto& [file, header, status, last, stop_step] = x;
    return std::tie(file, header, status, last, stop_step);
}
auto fields(Either<Salvaged> auto& x) {
    auto& [record, lost, absent, found_more] = x;
    return std::tie(record, lost, absent, found_more);
}
template <class T>
concept HasFields = requires(T& x) {
    fields(x);
};

// The last word of each enumeration: what lies beyond it cannot be.
constexpr RunState last_of(RunState) {
    return RunState::interrupted;
}
constexpr EventKind last_of(EventKind) {
    return EventKind::ended;
}
constexpr Actor last_of(Actor) {
    return Actor::system;
}
constexpr SplitRole last_of(SplitRole) {
    return SplitRole::ood;
}
constexpr Better last_of(Better) {
    return Better::less;
}
constexpr Fault last_of(Fault) {
    return Fault::damaged;
}

} // namespace thaw::answer
