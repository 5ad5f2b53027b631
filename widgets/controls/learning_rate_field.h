// The base learning rate as it stands and a field to set another one.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>
#include <optional>

namespace thaw {

class LearningRateField : public QWidget {
    Q_OBJECT
  public:
    explicit LearningRateField(QWidget* parent = nullptr);

    // `base` as the run has it; `next` the rate that the next update uses (NaN: not known). What a
    // person is typing is left alone.
    void show_rates(double base, double next);
    void set_steerable(bool steerable);
    void set_asked(bool asked);

  Q_SIGNALS:
    void set_asked_for(double rate); // above 0, another one than the base

  private:
    std::optional<double> typed() const;
    void look();
    void ask();

    QLineEdit* field_;
    QPushButton* set_;
    QLabel* note_;
    double base_ = 0, next_ = 0;
    bool steerable_ = false, asked_ = false;
};

} // namespace thaw
