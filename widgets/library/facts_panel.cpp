#include "widgets/library/facts_panel.h"

#include "widgets/forms/problem_label.h"
#include "widgets/library/fact_text.h"
#include "widgets/say.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

namespace {

QString section_title(FieldKind kind) {
    switch (kind) {
    case FieldKind::run:
        return say("Run");
    case FieldKind::outcome:
        return say("Last values");
    case FieldKind::best:
        return say("Best values (greatest accuracy, least loss)");
    case FieldKind::config:
        return say("Config");
    }
    return {};
}

QString quoted(const std::string& text) {
    QString whole = QString::fromStdString(text);
    whole.replace(QLatin1Char('\\'), QLatin1String("\\\\"))
        .replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + whole + QLatin1Char('"');
}

QString as_written(Field field) {
    const std::string& name = field.name();
    const bool plain =
        name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos;
    const QString text = QString::fromStdString(name);
    return plain ? text : QLatin1Char('`') + text + QLatin1Char('`');
}

} // namespace

QString condition_for(Field field, const Fact& fact) {
    const QString name = as_written(field);
    if (!is_known(fact))
        return QStringLiteral("not known(%1)").arg(name);
    if (const auto* x = std::get_if<bool>(&fact))
        return *x ? name : QStringLiteral("not %1").arg(name);
    if (const auto* set = std::get_if<std::vector<std::string>>(&fact)) {
        QStringList all;
        for (const auto& member : *set)
            all.append(QStringLiteral("%1 in %2").arg(quoted(member), name));
        return all.isEmpty() ? QString() : all.join(QLatin1String(" and "));
    }
    if (const auto* text = std::get_if<std::string>(&fact))
        return QStringLiteral("%1 == %2").arg(name, quoted(*text));
    return QStringLiteral("%1 == %2").arg(name, QString::fromStdString(to_text(fact)));
}

FactsPanel::FactsPanel(QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), problem_(new ProblemLabel(this)),
      list_(new QTreeWidget(this)) {
    title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    title_->setWordWrap(true);
    QFont bold = title_->font();
    bold.setBold(true);
    title_->setFont(bold);
    list_->setColumnCount(2);
    list_->setHeaderLabels({say("Field"), say("Value")});
    list_->setAccessibleName(say("What is known of the run"));
    list_->setUniformRowHeights(true);
    list_->setAlternatingRowColors(true);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    list_->header()->setStretchLastSection(true);
    connect(list_, &QTreeWidget::customContextMenuRequested, this, &FactsPanel::open_menu);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 0, 0, 0);
    column->addWidget(title_);
    column->addWidget(problem_);
    column->addWidget(list_, 1);
}

void FactsPanel::show_run(const SharedFacts& run) {
    if (run == run_ && run != nullptr)
        return;
    run_ = run;
    list_->clear();
    title_->setText(run == nullptr ? say("No run is selected")
                                   : QString::fromStdString(run->text(Field("name"))));
    problem_->show_problem(run == nullptr ? QString() : QString::fromStdString(run->problem));
    if (run == nullptr)
        return;
    const auto fields = fields_of({run});
    for (const auto kind : {FieldKind::run, FieldKind::outcome, FieldKind::best, FieldKind::config})
        add_section(kind, fields);
    const int widest = list_->viewport()->width() * 3 / 5; // the values are to be seen, too
    list_->resizeColumnToContents(0);
    list_->setColumnWidth(0, std::min(list_->columnWidth(0), widest));
}

void FactsPanel::add_section(FieldKind kind, const std::vector<Field>& fields) {
    QTreeWidgetItem* section = nullptr;
    for (const Field field : fields) {
        if (kind_of(field) != kind)
            continue;
        if (section == nullptr) {
            section = new QTreeWidgetItem(list_, {section_title(kind)});
            section->setFirstColumnSpanned(true);
            section->setExpanded(true);
        }
        const QString name = QString::fromStdString(field.name());
        auto* row = new QTreeWidgetItem(section, {QString::fromStdString(heading(field)),
                                                  shown_fact(name, run_->find(field), *run_)});
        row->setData(0, Qt::UserRole, name);
        row->setToolTip(0, name);
        row->setToolTip(1, QString::fromStdString(to_text(run_->find(field))));
    }
}

void FactsPanel::open_menu(const QPoint& at) {
    const QTreeWidgetItem* row = list_->itemAt(at);
    const QString name = row == nullptr ? QString() : row->data(0, Qt::UserRole).toString();
    if (name.isEmpty() || run_ == nullptr)
        return;
    const Field field(name.toStdString());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(say("Show as a column"), this, [this, name] { Q_EMIT column_asked(name); });
    menu->addAction(say("Group by this"), this, [this, name] { Q_EMIT group_asked(name); });
    const QString condition = condition_for(field, run_->find(field));
    if (!condition.isEmpty())
        menu->addAction(say("Only runs with this value"), this,
                        [this, condition] { Q_EMIT condition_asked(condition); });
    menu->popup(list_->viewport()->mapToGlobal(at));
}

} // namespace thaw
