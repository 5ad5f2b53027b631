// The file: a line that names the format and its version, the SHA-256 of the rest, and the
// rest: every text once, then runs that refer to texts by number. Numbers as they lie in memory: a
// cache never leaves its machine.
#include "core/storage/index_file.h"

#include "core/run/replace_file.h"
#include "core/run/sha256.h"
#include "core/storage/stored_facts.h"

#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <unordered_map>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t digest_size = 64;
constexpr std::uint8_t truth_kind = 1, number_kind = 2, text_kind = 3, set_kind = 4;

std::string first_line() {
    return fmt::format("thawscope index 2.{}\n", facts_version);
}

class Writer {
  public:
    template <class T>
    void put(T value) {
        runs_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void put_text(const std::string& text) {
        const auto [found, is_new] =
            numbers_.try_emplace(text, static_cast<std::uint32_t>(numbers_.size()));
        if (is_new) {
            const auto size = static_cast<std::uint32_t>(text.size());
            texts_.append(reinterpret_cast<const char*>(&size), sizeof size);
            texts_ += text;
        }
        put(found->second);
    }
    void put_fact(const Fact& fact) {
        if (const auto* truth = std::get_if<bool>(&fact)) {
            put(truth_kind);
            put<std::uint8_t>(*truth ? 1 : 0);
        } else if (const auto* number = std::get_if<double>(&fact)) {
            put(number_kind);
            put(*number);
        } else if (const auto* text = std::get_if<std::string>(&fact)) {
            put(text_kind);
            put_text(*text);
        } else {
            const auto& set = std::get<std::vector<std::string>>(fact);
            put(set_kind);
            put(static_cast<std::uint32_t>(set.size()));
            for (const auto& member : set)
                put_text(member);
        }
    }
    std::string whole() const {
        const auto count = static_cast<std::uint32_t>(numbers_.size());
        return std::string(reinterpret_cast<const char*>(&count), sizeof count) + texts_ + runs_;
    }

  private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::string texts_, runs_;
};

// Throws std::out_of_range where the bytes end too early or say what cannot be.
class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {
        const auto count = get<std::uint32_t>();
        for (std::uint32_t i = 0; i < count; ++i)
            texts_.push_back(take(get<std::uint32_t>()));
        fields_.resize(texts_.size());
    }
    bool at_end() const { return at_ == bytes_.size(); }
    template <class T>
    T get() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::string text() { return std::string(texts_.at(get<std::uint32_t>())); }
    Field field() {
        const auto number = get<std::uint32_t>();
        auto& known = fields_.at(number);
        if (!known)
            known.emplace(texts_[number]);
        return *known;
    }
    Fact fact() {
        switch (get<std::uint8_t>()) {
        case truth_kind:
            return get<std::uint8_t>() != 0;
        case number_kind:
            return get<double>();
        case text_kind:
            return text();
        case set_kind: {
            std::vector<std::string> set(get<std::uint32_t>() % max_members);
            for (auto& member : set)
                member = text();
            return set;
        }
        default:
            throw std::out_of_range("a fact of an unknown kind");
        }
    }

  private:
    static constexpr std::uint32_t max_members = 10'000;
    std::string_view take(std::size_t size) {
        if (size > bytes_.size() - at_)
            throw std::out_of_range("the index ends too early");
        at_ += size;
        return bytes_.substr(at_ - size, size);
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::vector<std::string_view> texts_;
    std::vector<std::optional<Field>> fields_; // those of texts that name fields
};

std::string contents(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error)
        return {};
    std::string bytes(size, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

IndexedRuns read_runs(std::string_view bytes) {
    IndexedRuns runs;
    ByteReader reader(bytes);
    while (!reader.at_end()) {
        const fs::path file = reader.text();
        IndexedRun run;
        run.stamp.size = reader.get<std::uint64_t>();
        run.stamp.inode = reader.get<std::uint64_t>();
        run.stamp.changed = reader.get<std::int64_t>();
        run.stamp.touched = reader.get<std::int64_t>();
        auto facts = std::make_shared<RunFacts>();
        const auto count = reader.get<std::uint32_t>();
        for (std::uint32_t i = 0; i < count; ++i) {
            const Field field = reader.field();
            facts->set(field, reader.fact());
        }
        facts->file = file;
        run.facts = std::move(facts);
        runs.emplace_hint(runs.end(), file, std::move(run));
    }
    return runs;
}

} // namespace

IndexedRuns load_index(const fs::path& file) {
    const std::string bytes = contents(file);
    const std::string_view all(bytes);
    const std::string first = first_line();
    if (!all.starts_with(first) || all.size() < first.size() + digest_size)
        return {};
    const std::string_view rest = all.substr(first.size() + digest_size);
    if (sha256(rest) != all.substr(first.size(), digest_size))
        return {};
    try {
        return read_runs(rest);
    } catch (const std::out_of_range&) {
        return {};
    }
}

bool save_index(const fs::path& file, const IndexedRuns& runs) {
    if (file.empty())
        return false;
    Writer writer;
    for (const auto& [path, run] : runs) {
        if (!run.facts->problem.empty())
            continue; // read again by the next program, in its language
        writer.put_text(path.string());
        writer.put(run.stamp.size);
        writer.put(run.stamp.inode);
        writer.put(run.stamp.changed);
        writer.put(run.stamp.touched);
        writer.put(static_cast<std::uint32_t>(run.facts->all().size()));
        for (const auto& [field, fact] : run.facts->all()) {
            writer.put_text(field.name());
            writer.put_fact(fact);
        }
    }
    const std::string bytes = writer.whole();
    try {
        make_folder(file.parent_path());
        sweep_parts(file.parent_path(), [](const std::string& name) {
            return name.find(".index") != std::string::npos; // earlier versions added more to it
        });
        replace_file(file, first_line() + sha256(bytes) + bytes);
    } catch (const Error&) {
        return false;
    }
    return true;
}

} // namespace thaw
