// Runs as rows, flat, in groups or below the run that they were forked from; the columns are
// expressions over facts.
#pragma once

#include "core/compare/annotation.h"
#include "core/compare/expression.h"

#include <QAbstractItemModel>
#include <QStringList>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace thaw {

struct LineageNode;

class RunTreeModel : public QAbstractItemModel {
    Q_OBJECT
  public:
    explicit RunTreeModel(QObject* parent = nullptr);
    ~RunTreeModel() override;

    // Rows stay where they are when only what is in them has changed.
    void show_runs(const RunList& runs);
    const RunList& runs() const { return runs_; }
    const std::vector<Field>& fields() const { return fields_; } // that some run has

    // Texts of expressions; one that has no meaning for these runs makes an empty column.
    void set_columns(const QStringList& columns);
    const QStringList& columns() const { return columns_; }
    void set_filter(const Expression& filter);
    const Selection& selection() const { return selection_; } // what the filter left
    enum class Shape { flat, grouped, lineage };
    // `key`: what grouped rows have in common.
    void set_shape(Shape shape, const QString& key = {});
    Shape shape() const { return shape_; }

    // Null for the head of a group.
    SharedFacts run_at(const QModelIndex& index) const;
    std::vector<SharedFacts> runs_below(const QModelIndex& index) const; // itself, or its group
    QModelIndex index_of(const std::filesystem::path& file) const;       // of its first row

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    // Star, tags and note are only asked for: they change when the runs come again.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    void sort(int column, Qt::SortOrder order) override;
    int sorted_by() const { return sort_column_; } // -1: by file
    Qt::SortOrder sort_order() const { return order_; }

  Q_SIGNALS:
    void annotation_asked(const thaw::SharedFacts& run,
                          const std::function<void(thaw::Annotation&)>& change);

  private:
    struct Node;
    void understand_columns();
    void rebuild(bool same_files);
    void tell_of_changes(const QModelIndex& parent);
    std::unique_ptr<Node> tree() const;
    void add_lineage(Node& into, const std::vector<LineageNode>& nodes,
                     const std::vector<bool>& matches) const;
    void sort_below(Node& node) const;
    Fact value(const Node& node, int column) const;
    QVariant of_group(const Node& node, int column, int role) const;
    QVariant of_run(const Node& node, int column, int role) const;
    bool is_annotation(int column) const;
    const Node& node(const QModelIndex& index) const;

    RunList runs_;
    std::vector<Field> fields_;
    QStringList columns_;
    std::vector<std::optional<Expression>> values_; // of the columns
    Expression filter_;
    Selection selection_;
    Shape shape_ = Shape::flat;
    QString key_;
    int sort_column_ = -1;
    Qt::SortOrder order_ = Qt::AscendingOrder;
    std::unique_ptr<Node> root_;
};

} // namespace thaw
