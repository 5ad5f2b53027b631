// The header of an npy file: a literal of Python with three keys, of which nothing but that much
// is understood.
#include "core/run/error.h"
#include "core/training/data/array_file.h"

#include <cctype>
#include <string_view>
#include <utility>

namespace thaw {

namespace {

class Literal {
  public:
    explicit Literal(std::string_view text) : text_(text) {}

    bool failed() const { return failed_; }
    bool take(char wanted) { // passing over spaces
        skip();
        if (at_ >= text_.size() || text_[at_] != wanted)
            return false;
        ++at_;
        return true;
    }
    void need(char wanted) { failed_ = failed_ || !take(wanted); }

    std::string quoted() {
        skip();
        const char mark = at_ < text_.size() ? text_[at_] : '\0';
        const auto end =
            mark == '\'' || mark == '"' ? text_.find(mark, at_ + 1) : std::string_view::npos;
        if (end == std::string_view::npos) {
            failed_ = true;
            return {};
        }
        const auto begin = std::exchange(at_, end + 1) + 1;
        return std::string(text_.substr(begin, end - begin));
    }

    // What is no text: True, a list of fields. Up to a comma outside of brackets.
    std::string word() {
        skip();
        const std::size_t begin = at_;
        int depth = 0;
        for (; at_ < text_.size() && (depth > 0 || (text_[at_] != ',' && text_[at_] != '}')); ++at_)
            depth += text_[at_] == '[' || text_[at_] == '('   ? 1
                     : text_[at_] == ']' || text_[at_] == ')' ? -1
                                                              : 0;
        return std::string(text_.substr(begin, at_ - begin));
    }

    std::vector<std::int64_t> sides() {
        std::vector<std::int64_t> all;
        need('(');
        while (!failed_ && !take(')')) {
            skip();
            constexpr std::size_t most_digits = 18;
            std::int64_t number = 0;
            const std::size_t begin = at_;
            for (; at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0;
                 ++at_)
                if (at_ - begin < most_digits)
                    number = number * 10 + (text_[at_] - '0');
            failed_ = failed_ || at_ == begin || at_ - begin > most_digits;
            take('L'); // of Python 2
            all.push_back(number);
            if (!take(',')) {
                need(')');
                break;
            }
        }
        return all;
    }

    bool at_text() {
        skip();
        return at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"');
    }

  private:
    void skip() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
            ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

bool is_number_type(const std::string& text) {
    if (text.size() != 3 || std::string_view("<>|=").find(text[0]) == std::string_view::npos)
        return false;
    const std::string_view sizes = text[1] == 'b'                     ? "1"
                                   : text[1] == 'u' || text[1] == 'i' ? "1248"
                                   : text[1] == 'f'                   ? "248"
                                                                      : "";
    return sizes.find(text[2]) != std::string_view::npos;
}

} // namespace

void NumberArray::parse(const std::string& header) {
    Literal literal(header);
    std::string type, order;
    bool has_shape = false;
    literal.need('{');
    while (!literal.failed() && !literal.take('}')) {
        const std::string key = literal.quoted();
        literal.need(':');
        if (literal.failed())
            break;
        if (key == "descr")
            type = literal.at_text() ? literal.quoted() : literal.word();
        else if (key == "fortran_order")
            order = literal.word();
        else if (key == "shape") {
            shape_ = literal.sides();
            has_shape = true;
        } else
            break;
        if (!literal.take(',')) {
            literal.need('}');
            break;
        }
    }
    while (!order.empty() && order.back() == ' ')
        order.pop_back();
    if (literal.failed() || type.empty() || !has_shape || (order != "True" && order != "False"))
        throw damaged("{} has a header that is none of NumPy's: {}. Replace it with a fresh copy.",
                      name_, header.substr(0, header.find_last_not_of(" \n") + 1));
    if (type.find('O') != std::string::npos)
        throw damaged("{} holds Python objects ({}), which are programs for pickle and are not "
                      "read. Save an array of numbers in its place.",
                      name_, type);
    if (!is_number_type(type))
        throw damaged("{} holds {}, and only arrays of numbers are read (b1, u1 to u8, i1 to i8, "
                      "f2 to f8). Save one in its place.",
                      name_, type);
    type_ = {type[1], type[2] - '0', type[0] == '>'};
    fortran_ = order == "True";
}

} // namespace thaw
