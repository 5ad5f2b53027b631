#include "widgets/library/run_tree_model.h"

#include "core/compare/fact_group.h"
#include "core/compare/lineage.h"
#include "widgets/appearance.h"
#include "widgets/forms/problem_label.h"
#include "widgets/library/fact_text.h"
#include "widgets/say.h"

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <algorithm>
#include <cmath>

namespace thaw {

struct RunTreeModel::Node {
    static constexpr std::size_t no_run = static_cast<std::size_t>(-1);
    std::size_t run = no_run; // index into the runs; no_run: the head of a group
    Fact key = {};            // of the group
    bool matches = true;      // false: there only because a fork of it matches
    Node* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children = {};

    Node& add(std::size_t of) {
        children.push_back(std::make_unique<Node>());
        children.back()->run = of;
        children.back()->parent = this;
        return *children.back();
    }
    void take_marks(const Node& same) {
        matches = same.matches;
        for (std::size_t i = 0; i < children.size(); ++i)
            children[i]->take_marks(*same.children[i]);
    }
    // Whether the same runs are at the same places.
    bool same_shape(const Node& other) const {
        if (run != other.run || key != other.key || children.size() != other.children.size())
            return false;
        for (std::size_t i = 0; i < children.size(); ++i)
            if (!children[i]->same_shape(*other.children[i]))
                return false;
        return true;
    }
};

RunTreeModel::RunTreeModel(QObject* parent)
    : QAbstractItemModel(parent), root_(std::make_unique<Node>()) {}
RunTreeModel::~RunTreeModel() = default;

void RunTreeModel::show_runs(const RunList& runs) {
    const bool same_files =
        std::equal(runs.begin(), runs.end(), runs_.begin(), runs_.end(),
                   [](const auto& a, const auto& b) { return a->file == b->file; });
    if (same_files && runs == runs_)
        return; // the very same facts
    runs_ = runs;
    fields_ = fields_of(runs_);
    understand_columns();
    rebuild(same_files);
}

void RunTreeModel::understand_columns() {
    values_.clear();
    for (const QString& column : columns_) {
        try {
            values_.emplace_back(Expression::parse(column.toStdString(), fields_));
        } catch (const ExpressionError&) {
            values_.emplace_back(); // runs of another folder have such a field
        }
    }
}

void RunTreeModel::set_columns(const QStringList& columns) {
    beginResetModel();
    columns_ = columns;
    understand_columns();
    sort_column_ = sort_column_ < columns.size() ? sort_column_ : -1;
    root_ = tree();
    endResetModel();
}

void RunTreeModel::set_filter(const Expression& filter) {
    filter_ = filter;
    rebuild(false);
}

void RunTreeModel::set_shape(Shape shape, const QString& key) {
    shape_ = shape;
    key_ = key;
    rebuild(false);
}

void RunTreeModel::sort(int column, Qt::SortOrder order) {
    sort_column_ = column;
    order_ = order;
    rebuild(false);
}

void RunTreeModel::rebuild(bool same_files) {
    selection_ = select(runs_, filter_);
    std::unique_ptr<Node> newer = tree();
    if (!same_files || !newer->same_shape(*root_)) {
        beginResetModel();
        root_ = std::move(newer);
        endResetModel();
        return;
    }
    root_->take_marks(*newer);
    tell_of_changes({});
}

void RunTreeModel::tell_of_changes(const QModelIndex& parent) {
    const int rows = rowCount(parent);
    if (rows == 0 || columnCount() == 0)
        return;
    Q_EMIT dataChanged(index(0, 0, parent), index(rows - 1, columnCount() - 1, parent));
    for (int row = 0; row < rows; ++row)
        tell_of_changes(index(row, 0, parent));
}

std::unique_ptr<RunTreeModel::Node> RunTreeModel::tree() const {
    auto root = std::make_unique<Node>();
    if (shape_ == Shape::flat) {
        for (const std::size_t run : selection_.matching)
            root->add(run);
    } else if (shape_ == Shape::lineage) {
        std::vector<bool> matches(runs_.size());
        for (const std::size_t run : selection_.matching)
            matches[run] = true;
        add_lineage(*root, lineage_of(runs_), matches);
    } else {
        RunList matching;
        for (const std::size_t run : selection_.matching)
            matching.push_back(runs_[run]);
        for (const FactGroup& group : groups_of(matching, field_of(key_.toStdString()))) {
            Node& head = root->add(Node::no_run);
            head.key = group.key;
            for (const std::size_t member : group.runs)
                head.add(selection_.matching[member]);
        }
    }
    sort_below(*root);
    return root;
}

// Runs that match, and those from which they were forked.
void RunTreeModel::add_lineage(Node& into, const std::vector<LineageNode>& nodes,
                               const std::vector<bool>& matches) const {
    for (const LineageNode& one : nodes) {
        Node& made = into.add(one.run);
        made.matches = matches[one.run];
        add_lineage(made, one.forks, matches);
        if (!made.matches && made.children.empty())
            into.children.pop_back();
    }
}

void RunTreeModel::sort_below(Node& node) const {
    const bool heads = node.parent == nullptr && shape_ == Shape::grouped;
    // Heads of groups stay in the order of what they have in common.
    if (sort_column_ >= 0 && !heads) {
        std::vector<std::pair<Fact, std::unique_ptr<Node>>> rows;
        for (auto& child : node.children) {
            Fact key = value(*child, sort_column_);
            rows.emplace_back(std::move(key), std::move(child));
        }
        const auto is_value = [](const Fact& fact) {
            const auto* x = std::get_if<double>(&fact);
            return is_known(fact) && (x == nullptr || !std::isnan(*x));
        };
        std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
            const bool falling = order_ == Qt::DescendingOrder && is_value(a.first) &&
                                 is_value(b.first); // what has no value stays last
            return falling ? sorts_before(b.first, a.first) : sorts_before(a.first, b.first);
        });
        for (std::size_t i = 0; i < rows.size(); ++i)
            node.children[i] = std::move(rows[i].second);
    }
    int row = 0;
    for (auto& child : node.children) {
        child->parent = &node;
        child->row = row++;
        sort_below(*child);
    }
}

Fact RunTreeModel::value(const Node& node, int column) const {
    const auto& expression = values_[static_cast<std::size_t>(column)];
    if (!expression || node.run == Node::no_run)
        return {};
    return expression->value(*runs_[node.run]);
}

const RunTreeModel::Node& RunTreeModel::node(const QModelIndex& index) const {
    return index.isValid() ? *static_cast<const Node*>(index.internalPointer()) : *root_;
}

SharedFacts RunTreeModel::run_at(const QModelIndex& index) const {
    const std::size_t run = node(index).run;
    return run == Node::no_run ? nullptr : runs_[run];
}

std::vector<SharedFacts> RunTreeModel::runs_below(const QModelIndex& index) const {
    if (const SharedFacts run = run_at(index))
        return {run};
    std::vector<SharedFacts> all;
    if (index.isValid())
        for (const auto& child : node(index).children)
            all.push_back(runs_[child->run]);
    return all;
}

QModelIndex RunTreeModel::index_of(const std::filesystem::path& file) const {
    const std::function<QModelIndex(const Node&)> find = [&](const Node& in) -> QModelIndex {
        for (const auto& child : in.children) {
            if (child->run != Node::no_run && runs_[child->run]->file == file)
                return createIndex(child->row, 0, child.get());
            if (const QModelIndex found = find(*child); found.isValid())
                return found;
        }
        return {};
    };
    return find(*root_);
}

QModelIndex RunTreeModel::index(int row, int column, const QModelIndex& parent) const {
    const Node& in = node(parent);
    if (row < 0 || column < 0 || column >= columnCount() || parent.column() > 0 ||
        static_cast<std::size_t>(row) >= in.children.size())
        return {};
    return createIndex(row, column, in.children[static_cast<std::size_t>(row)].get());
}

QModelIndex RunTreeModel::parent(const QModelIndex& index) const {
    if (!index.isValid() || node(index).parent == root_.get())
        return {};
    Node* above = node(index).parent;
    return createIndex(above->row, 0, above);
}

int RunTreeModel::rowCount(const QModelIndex& parent) const {
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent).children.size());
}

int RunTreeModel::columnCount(const QModelIndex& /*parent*/) const {
    return static_cast<int>(columns_.size());
}

QVariant RunTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical || section >= columns_.size())
        return {};
    const QString& text = columns_[section];
    if (role == Qt::DisplayRole)
        return text == QLatin1String("star")
                   ? QStringLiteral("★")
                   : QString::fromStdString(heading(field_of(text.toStdString())));
    if (role == Qt::ToolTipRole) {
        const auto& expression = values_[static_cast<std::size_t>(section)];
        return expression ? text : say("{}: no run here has it", text);
    }
    return {};
}

bool RunTreeModel::is_annotation(int column) const {
    const QString& text = columns_[column];
    return text == QLatin1String("star") || text == QLatin1String("tags") ||
           text == QLatin1String("note");
}

Qt::ItemFlags RunTreeModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const SharedFacts run = run_at(index);
    if (run != nullptr && run->problem.empty() && is_annotation(index.column()) &&
        columns_[index.column()] != QLatin1String("star"))
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool RunTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const SharedFacts run = run_at(index);
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable))
        return false;
    const std::string text = value.toString().toStdString();
    const QString& column = columns_[index.column()];
    if (column == QLatin1String("tags"))
        Q_EMIT annotation_asked(run, [tags = tags_of(text)](Annotation& one) { one.tags = tags; });
    else
        Q_EMIT annotation_asked(run, [text](Annotation& one) { one.note = text; });
    return true;
}

QVariant RunTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const Node& of = node(index);
    return of.run == Node::no_run ? of_group(of, index.column(), role)
                                  : of_run(of, index.column(), role);
}

QVariant RunTreeModel::of_run(const Node& node, int column, int role) const {
    const RunFacts& run = *runs_[node.run];
    const QString& text = columns_[column];
    switch (role) {
    case Qt::DisplayRole:
        return shown_fact(text, value(node, column), run);
    case Qt::EditRole:
        return QString::fromStdString(to_text(value(node, column)));
    case Qt::TextAlignmentRole:
        return QVariant(
            Qt::AlignVCenter |
            (std::holds_alternative<double>(value(node, column)) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        if (!run.problem.empty())
            return QString::fromStdString(run.problem);
        if (text == QLatin1String("star"))
            return say("Click or Ctrl+D: star");
        return QString::fromStdString(to_text(value(node, column))); // in full
    case Qt::ForegroundRole:
        if (!run.problem.empty() && text == QLatin1String("state"))
            return problem_color(QApplication::palette());
        if (!node.matches || !run.problem.empty() ||
            (text == QLatin1String("star") && value(node, column) == Fact(false)))
            return muted_text(QApplication::palette());
        return {};
    default:
        return {};
    }
}

QVariant RunTreeModel::of_group(const Node& node, int column, int role) const {
    if (role == Qt::FontRole) {
        QFont font = QApplication::font("QTreeView");
        font.setBold(column == 0);
        return font;
    }
    if (column == 0 && role == Qt::DisplayRole) {
        const QString key = is_known(node.key) ? shown_fact(key_, node.key) : say("not known");
        return say("{}: {} ({})", heading(field_of(key_.toStdString())), key,
                   shown_integer(static_cast<qint64>(node.children.size())));
    }
    const auto& expression = values_[static_cast<std::size_t>(column)];
    if (column == 0 || !expression)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | Qt::AlignRight);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    std::vector<std::size_t> members;
    for (const auto& child : node.children)
        members.push_back(child->run);
    const FactMean mean = mean_of(runs_, members, *expression);
    if (mean.count == 0)
        return {};
    if (role == Qt::ToolTipRole)
        return mean.count == members.size()
                   ? say("mean of {} [run|runs]", mean.count)
                   : say("mean of {} of {} [run|runs]; the others have no finite value", mean.count,
                         members.size());
    const QString& text = columns_[column];
    if (text == QLatin1String("duration") || text == QLatin1String("train_duration"))
        return shown_fact(text, mean.mean);
    const QString shown = QStringLiteral("⌀ ") + shown_number(mean.mean);
    return mean.count == members.size()
               ? shown
               : shown + QStringLiteral(" (") + say("{} of {}", mean.count, members.size()) +
                     QLatin1Char(')');
}

} // namespace thaw
