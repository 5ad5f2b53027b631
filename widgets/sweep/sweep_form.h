// What a sweep varies, as a form: the stops of a range, further arms, seeds.
#pragma once

#include "core/sweep/sweep_document.h"
#include "widgets/plots/stop_range.h"

#include <QWidget>
#include <optional>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace thaw {

class NumberBox;
class ProblemLabel;

// The whole numbers in "1, 2, 5-8", each once, in their order; nothing where the text is something
// else.
std::optional<std::vector<std::int64_t>> whole_numbers(const QString& text);

class SweepForm : public QWidget {
    Q_OBJECT
  public:
    // The range is that of the plots, which outlives this: changed here, it changes there.
    explicit SweepForm(StopRange* range, QWidget* parent = nullptr);

    void set_name(const QString& name);
    void set_seeds(const QString& seeds);
    // Base and folder are left empty: they are the caller's. Nothing: a field says what is wrong.
    std::optional<SweepDocument> document() const;

  Q_SIGNALS:
    void changed();

  private:
    void show_range();
    void take_range();
    void look();
    QLineEdit* add_line(QFormLayout* form, const QString& id, const QString& label,
                        const QString& tip, const QString& example);

    StopRange* range_;
    QLineEdit *name_, *seeds_, *intervals_, *rule_;
    NumberBox *from_, *to_, *count_;
    QLabel* stops_;
    QCheckBox *never_, *standard_;
    ProblemLabel* problem_;
    bool showing_ = false;
};

} // namespace thaw
