// What a process that reads run files tells another of them, as bytes: numbers as they lie in
// memory (both are on one machine, and a NaN keeps its bits), the lengths of texts and lists before
// them.
#pragma once

#include "core/storage/answer_fields.h"
#include "core/storage/byte_pieces.h"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace thaw::answer {

template <class T>
constexpr bool is_plain = (std::is_arithmetic_v<T> && !std::same_as<T, bool>);

class Writer {
  public:
    explicit Writer(PieceWriter& out) : out_(out) {}

    template <class T>
    requires is_plain<T>
    void put(T x) { out_.put(&x, sizeof x); }
    void put(bool x) { put(static_cast<std::uint8_t>(x)); }
    template <class E>
    requires std::is_enum_v<E>
    void put(E x) { put(static_cast<std::int32_t>(x)); }
    void put(std::monostate) {}
    void put(const std::string& x) {
        put_size(x.size());
        out_.put(x.data(), x.size());
    }
    void put(const std::filesystem::path& x) { put(x.native()); }
    template <HasFields T>
    void put(const T& x) {
        std::apply([this](const auto&... each) { (this->put(each), ...); }, fields(x));
    }
    template <class A, class B>
    void put(const std::pair<A, B>& x) {
        put(x.first);
        put(x.second);
    }
    template <class T>
    void put(const std::optional<T>& x) {
        put(x.has_value());
        if (x)
            put(*x);
    }
    template <class... Kinds>
    void put(const std::variant<Kinds...>& x) {
        put(static_cast<std::uint8_t>(x.index()));
        std::visit([this](const auto& held) { this->put(held); }, x);
    }
    template <class T>
    void put(const std::vector<T>& all) {
        put_size(all.size());
        if constexpr (is_plain<T>)
            out_.put(all.data(), all.size() * sizeof(T));
        else
            for (const T& each : all)
                put(each);
    }
    template <class Key, class T, class... Rest>
    void put(const std::map<Key, T, Rest...>& all) {
        put_size(all.size());
        for (const auto& [key, value] : all) {
            put(key);
            put(value);
        }
    }
    void put(const Table& table) { put(table.values()); }
    void put(const RunFacts& facts) {
        put(facts.file);
        put(facts.problem);
        put_size(facts.all().size());
        for (const auto& [field, fact] : facts.all()) {
            put(field.name());
            put(fact);
        }
    }

  private:
    void put_size(std::size_t size) { put(static_cast<std::uint64_t>(size)); }
    PieceWriter& out_;
};

// Throws BrokenPieces for what no Writer wrote. Takes no more memory than bytes came, about.
class Reader {
  public:
    explicit Reader(PieceReader& in) : in_(in) {}

    template <class T>
    requires is_plain<T>
    void get(T& x) { in_.get(&x, sizeof x); }
    void get(bool& x) { x = get<std::uint8_t>() != 0; }
    template <class E>
    requires std::is_enum_v<E>
    void get(E& x) {
        const auto number = get<std::int32_t>();
        if (number < 0 || number > static_cast<std::int32_t>(last_of(E{})))
            throw BrokenPieces("a word that there is not");
        x = static_cast<E>(number);
    }
    void get(std::monostate&) {}
    void get(std::string& x) { get_plain(x); }
    void get(std::filesystem::path& x) { x = get<std::string>(); }
    template <HasFields T>
    void get(T& x) {
        std::apply([this](auto&... each) { (this->get(each), ...); }, fields(x));
    }
    template <class A, class B>
    void get(std::pair<A, B>& x) {
        get(x.first);
        get(x.second);
    }
    template <class T>
    void get(std::optional<T>& x) {
        if (get<bool>())
            get(x.emplace());
        else
            x.reset();
    }
    template <class... Kinds>
    void get(std::variant<Kinds...>& x) {
        get_kind(x, get<std::uint8_t>(), std::index_sequence_for<Kinds...>());
    }
    template <class T>
    void get(std::vector<T>& all) {
        if constexpr (is_plain<T>)
            get_plain(all);
        else {
            all.clear();
            for (auto left = get<std::uint64_t>(); left > 0; --left)
                get(all.emplace_back());
        }
    }
    template <class Key, class T, class... Rest>
    void get(std::map<Key, T, Rest...>& all) {
        all.clear();
        for (auto left = get<std::uint64_t>(); left > 0; --left) {
            const Key key = get<Key>();
            get(all[key]);
        }
    }
    void get(Table& table) {
        table = {};
        for (auto left = get<std::uint64_t>(); left > 0; --left) {
            const auto key = get<std::string>();
            table.set(key, get<Value>());
        }
    }
    void get(RunFacts& facts) {
        facts = {};
        get(facts.file);
        get(facts.problem);
        for (auto left = get<std::uint64_t>(); left > 0; --left) {
            const Field field(get<std::string>());
            facts.set(field, get<Fact>());
        }
    }
    template <class T>
    T get() {
        T x{};
        get(x);
        return x;
    }

  private:
    // Grows as its bytes come: a length that lies takes no memory.
    template <class Elements>
    void get_plain(Elements& all) {
        using Element = typename Elements::value_type;
        constexpr std::size_t at_once = (std::size_t{16} << 20U) / sizeof(Element);
        auto left = get<std::uint64_t>();
        all.clear();
        while (left > 0) {
            const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left, at_once));
            const std::size_t before = all.size();
            all.resize(before + part);
            in_.get(&all[before], part * sizeof(Element));
            left -= part;
        }
    }
    template <class Variant, std::size_t... Index>
    void get_kind(Variant& x, std::size_t kind, std::index_sequence<Index...>) {
        const bool known = ((kind == Index && (get(x.template emplace<Index>()), true)) || ...);
        if (!known)
            throw BrokenPieces("a kind that there is not");
    }
    PieceReader& in_;
};

} // namespace thaw::answer
