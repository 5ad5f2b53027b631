// A field for a number with arrows. What is typed stays as it was typed: it is read by
// number_text.h, and where it is no number, or out of range, the box has no value and says why,
// instead of making another number of it.
#pragma once

#include <QAbstractSpinBox>
#include <cstdint>
#include <optional>

namespace thaw {

class NumberBox : public QAbstractSpinBox {
    Q_OBJECT
  public:
    enum class Kind { whole, real };
    // A range within the integers that a double holds. The arrows move by `step`.
    NumberBox(Kind kind, double least, double most, double step, QWidget* parent = nullptr);

    void set_value(double value); // kept within the range
    std::optional<double> value() const;
    std::optional<std::int64_t> integer() const;
    QString problem() const; // why there is no value; empty: there is one

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    void stepBy(int steps) override;

  Q_SIGNALS:
    void changed(); // the text, by whomever

  protected:
    StepEnabled stepEnabled() const override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    std::optional<double> typed() const;
    QString text_of(double value) const;

    Kind kind_;
    double least_, most_, step_;
};

} // namespace thaw
