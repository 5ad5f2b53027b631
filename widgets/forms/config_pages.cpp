#include "widgets/forms/config_pages.h"

#include "core/run/sections.h"
#include "widgets/forms/data_preview_panel.h"
#include "widgets/forms/item_editor.h"
#include "widgets/forms/item_list.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/value_text.h"
#include "widgets/forms/weights_panel.h"
#include "widgets/say.h"

#include <QLabel>
#include <QListWidget>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <charconv>

namespace thaw {

namespace {

// A page of the form: the sections on it. The one without shows what the data are.
struct Page {
    const char* label;
    const char* about;
    std::vector<const char*> sections;
};

const std::vector<Page>& pages() {
    static const std::vector<Page> all = {
        {translatable("Run"), "", {"run", "training"}},
        {translatable("Data"), "", {"dataset"}},
        {translatable("Augmentation"),
         translatable("Random changes of the training images, in this order. Test images stay as "
                      "they are."),
         {"augmentations"}},
        {translatable("OOD shifts"),
         translatable("Each entry is one split: the ID test set, shifted. The run is judged on "
                      "all of them."),
         {"ood"}},
        {translatable("Further splits"),
         translatable("Other people's test sets with the same classes: corruptions as files, "
                      "domains, arrays."),
         {"splits"}},
        {translatable("Data preview"), "", {}},
        {translatable("Network"), "", {"network", "task"}},
        {translatable("Optimiser and schedule"), "", {"optimiser", "schedule"}},
        {translatable("Intervention"), "", {"intervention"}},
        {translatable("Triggers"),
         translatable("Rules that watch a series during the run and ask for an action, once."),
         {"triggers"}},
        {translatable("Metrics"),
         translatable("What is measured on the way, and how often."),
         {"metrics"}},
        {translatable("Checkpoints"), "", {"checkpoints"}},
        {translatable("Seeds"), "", {"seeds"}},
        {translatable("Commands at steps"), "", {"commands"}}};
    return all;
}

// "metrics[1].every" or "triggers.stop_rule.metric", taken apart.
struct Key {
    std::string section, entry, parameter;
};
Key taken_apart(const std::string& key) {
    Key parts;
    const std::size_t end = key.find_first_of(".[");
    parts.section = key.substr(0, end);
    if (end == std::string::npos)
        return parts;
    std::string rest = key.substr(end + 1);
    if (key[end] == '[') {
        const std::size_t close = rest.find(']');
        parts.entry = rest.substr(0, close);
        rest = close + 1 < rest.size() ? rest.substr(close + 2) : "";
    } else if (const std::size_t dot = rest.rfind('.'); dot != std::string::npos) {
        parts.entry = rest.substr(0, dot);
        rest = rest.substr(dot + 1);
    }
    parts.parameter = rest;
    return parts;
}

std::optional<int> as_number(const std::string& text) {
    int x = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(x) : std::nullopt;
}

// What the engine will call the entry.
QString name_of(const ItemEditor& entry) {
    const ParameterField* field = entry.field("name");
    const QString given = field == nullptr ? QString() : value_text(field->value());
    return given.isEmpty() ? QString::fromStdString(entry.id()) : given;
}

} // namespace

ConfigPages::ConfigPages(const Vocabulary& vocabulary, QWidget* parent)
    : QStackedWidget(parent), sections_(sections(vocabulary)) {
    const auto section_called = [&](const char* key) {
        return *std::find_if(sections_.begin(), sections_.end(),
                             [&](const Section& each) { return each.key == key; });
    };
    for (const Page& page : pages()) {
        add_page(page.label, page.about);
        for (const char* key : page.sections) {
            Section section = section_called(key);
            if (section.is_list())
                add_list(std::move(section));
            else
                add_section(std::move(section));
            if (key == std::string_view("dataset"))
                add_data_notice();
            else if (key == std::string_view("network"))
                add_panel(weights_panel_ = new WeightsPanel);
        }
        if (page.sections.empty()) {
            add_panel(data_preview_ = new DataPreviewPanel);
            auto* scroll = static_cast<QScrollArea*>(widget(count() - 1));
            scroll->setFocusPolicy(Qt::StrongFocus); // there is little else to scroll it by
            scroll->setAccessibleName(say(page.label));
        }
    }
}

void ConfigPages::add_panel(QWidget* panel) {
    column_->insertWidget(column_->count() - 1, panel);
}

void ConfigPages::add_data_notice() {
    data_notice_ = new ProblemLabel;
    data_notice_->setObjectName(QStringLiteral("data_notice"));
    data_notice_->setAccessibleName(say("About the data"));
    add_panel(data_notice_);
}

void ConfigPages::add_page(const char* label, const char* about) {
    labels_.push_back(label);
    auto* page = new QWidget;
    column_ = new QVBoxLayout(page);
    column_->setContentsMargins(24, 20, 24, 20);
    column_->setSpacing(20);
    auto* title = new QLabel(shown(label), page);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    column_->addWidget(title);
    if (*about != '\0') {
        auto* text = new QLabel(say(about), page);
        text->setWordWrap(true);
        text->setForegroundRole(QPalette::PlaceholderText);
        column_->addWidget(text);
    }
    column_->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    scroll->setFocusPolicy(Qt::NoFocus); // Tab goes to its fields
    addWidget(scroll);
}

void ConfigPages::add_section(Section spec) {
    if (spec.choices.empty())
        return; // a vocabulary without any: nothing to choose, and the engine says so
    const std::string key = spec.key;
    if (spec.id_key.empty() && spec.label != labels_.back()) { // nothing else says what this is
        auto* title = new QLabel(shown(spec.label));
        QFont font = title->font();
        font.setWeight(QFont::DemiBold);
        title->setFont(font);
        column_->insertWidget(column_->count() - 1, title);
    }
    auto* editor = new ItemEditor(std::move(spec));
    column_->insertWidget(column_->count() - 1, editor);
    connect(editor, &ItemEditor::changed, this, &ConfigPages::take_changes);
    connect(editor, &ItemEditor::help_wanted, this, &ConfigPages::help_wanted);
    editors_[key] = editor;
    page_of_[key] = count() - 1;
}

void ConfigPages::add_list(Section spec) {
    const std::string key = spec.key;
    auto* list = new ItemList(std::move(spec));
    column_->insertWidget(column_->count() - 1, list, 100);
    connect(list, &ItemList::changed, this, &ConfigPages::take_changes);
    connect(list, &ItemList::help_wanted, this, &ConfigPages::help_wanted);
    lists_[key] = list;
    page_of_[key] = count() - 1;
}

QString ConfigPages::page_label(int page) const {
    return say(labels_[static_cast<std::size_t>(page)]);
}

void ConfigPages::set_config(const RunConfig& config) {
    {
        const QScopedValueRollback quiet(silent_, true);
        for (const Section& section : sections_) {
            if (section.is_list())
                lists_.at(section.key)->set_items(config.*section.many);
            else if (ItemEditor* one = editor(section.key))
                one->set_item(config.*section.one);
        }
    }
    take_changes();
}

void ConfigPages::show_data_notice(const QString& notice) {
    data_notice_->show_problem(notice);
}

void ConfigPages::take_changes() {
    if (silent_)
        return;
    QStringList names;
    for (int i = 0; i < lists_.at("metrics")->count(); ++i)
        names << name_of(*lists_.at("metrics")->editor(i));
    offer(names);
    Q_EMIT changed();
}

void ConfigPages::offer_series(const Plan& plan) {
    QStringList names;
    for (const auto& metric : plan.metrics)
        for (const auto& series : metric.series)
            names << QString::fromStdString(series.name);
    offer(names);
}

void ConfigPages::offer(const QStringList& names) {
    const ItemList* triggers = lists_.at("triggers");
    for (int i = 0; i < triggers->count(); ++i)
        if (ParameterField* field = triggers->editor(i)->field("metric"))
            field->complete_with(names);
}

std::string ConfigPages::toml() const {
    return text().toml;
}

ConfigPages::Text ConfigPages::text() const {
    Text text;
    // No section stands for no metric; left out, there would be those of the engine's default.
    if (lists_.at("metrics")->count() == 0)
        text.toml = "metrics = []\n";
    const auto add = [&](const std::string& section, int row, const std::string& header,
                         const std::string& lines) {
        text.toml += (text.toml.empty() ? "" : "\n") + header + "\n";
        const auto newlines = std::count(text.toml.begin(), text.toml.end(), '\n');
        text.entries.push_back({section, row, static_cast<int>(newlines)});
        text.toml += lines;
    };
    for (const Section& section : sections_) {
        if (const ItemEditor* one = editor(section.key))
            add(section.key, -1, "[" + section.key + "]", one->lines());
        else if (const ItemList* several = list(section.key))
            for (int i = 0; i < several->count(); ++i)
                add(section.key, i, "[[" + section.key + "]]", several->editor(i)->lines());
    }
    return text;
}

int ConfigPages::row_called(const ItemList& list, const std::string& name) const {
    for (int i = 0; i < list.count(); ++i)
        if (name_of(*list.editor(i)).toStdString() == name)
            return i;
    return -1;
}

FormProblem ConfigPages::located(const ConfigProblem& problem, const std::string& file,
                                 const std::vector<Entry>& entries) {
    const Key key = taken_apart(problem.key);
    FormProblem found;
    found.sentence = QString::fromStdString(problem.sentence);
    const auto page = page_of_.find(key.section);
    if (page == page_of_.end()) {
        found.place = QString::fromStdString(problem.key);
        return found;
    }
    found.page = page->second;
    QStringList place{page_label(found.page)};
    ItemEditor* where = editor(key.section);
    std::string parameter = key.parameter;
    if (where == nullptr) {
        found.list = list(key.section);
        found.row = as_number(key.entry).value_or(-1);
        if (found.row < 0 && !key.entry.empty())
            found.row = row_called(*found.list, key.entry);
        if (found.row < 0 && problem.place.starts_with(file + ":")) {
            const int line = as_number(problem.place.substr(file.size() + 1)).value_or(0);
            for (const Entry& entry : entries)
                if (entry.section == key.section && entry.line == line)
                    found.row = entry.row;
        }
        if (found.row < 0 && !parameter.empty()) // triggers.NAME
            found.row = row_called(*found.list, parameter);
        if (found.row >= found.list->count())
            found.row = -1;
        if (found.row < 0) {
            found.focus = found.list->tell_problem(found.sentence);
            found.place = place.join(QStringLiteral(" › "));
            return found;
        }
        where = found.list->editor(found.row);
        found.list->mark(found.row, true);
        place << found.list->list()->item(found.row)->text().section(u'\n', 0, 0);
    }
    found.focus = where->tell_problem(parameter, found.sentence);
    if (const ParameterField* field = where->field(parameter)) {
        found.sentence = field->problem(); // the field may know better what was meant
        place << shown(field->parameter().label);
    }
    found.place = place.join(QStringLiteral(" › "));
    return found;
}

std::vector<FormProblem> ConfigPages::show_problems(const std::vector<ConfigProblem>& problems,
                                                    const std::string& file) {
    for (auto& [key, one] : editors_)
        one->clear_problems();
    for (auto& [key, several] : lists_)
        several->clear_problems();
    const auto entries = text().entries;
    std::vector<FormProblem> shown_problems;
    for (const auto& problem : problems)
        shown_problems.push_back(located(problem, file, entries));
    return shown_problems;
}

void ConfigPages::go_to(const FormProblem& problem) {
    setCurrentIndex(problem.page);
    if (problem.list != nullptr && problem.row >= 0)
        problem.list->set_current(problem.row);
    if (problem.focus == nullptr)
        return;
    problem.focus->setFocus(Qt::OtherFocusReason);
    if (auto* scroll = qobject_cast<QScrollArea*>(currentWidget()))
        scroll->ensureWidgetVisible(problem.focus, 50, 80);
}

ItemEditor* ConfigPages::editor(const std::string& section) const {
    const auto found = editors_.find(section);
    return found == editors_.end() ? nullptr : found->second;
}

ItemList* ConfigPages::list(const std::string& section) const {
    const auto found = lists_.find(section);
    return found == lists_.end() ? nullptr : found->second;
}

} // namespace thaw
