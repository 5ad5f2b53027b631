// A bar of labelled boxes of choices, as wide as there is room: a second line where one is too
// short for all.
#pragma once

#include <QComboBox>
#include <QWidget>
#include <functional>
#include <vector>

class QGridLayout;

namespace thaw {

class ChoiceBar : public QWidget {
    Q_OBJECT
  public:
    explicit ChoiceBar(int columns, QWidget* parent = nullptr);

    // `changed` is called when a person, not a program, chooses.
    QComboBox* add_box(const QString& name, const QString& label, const QString& tip,
                       const std::function<void()>& changed);
    void add_widget(QWidget* widget);

    // The entries of a box anew; what was chosen stays, where it is still among them, else the
    // first.
    static void fill(QComboBox* box, const std::vector<std::pair<QString, QVariant>>& entries);

  private:
    QGridLayout* grid_;
    int columns_, next_ = 0;
};

} // namespace thaw
