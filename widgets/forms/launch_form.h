// Everything that determines a run, as a form grown from the descriptions. What stands in it is
// always written as TOML and read again by the engine, so that form and command line agree on what
// is allowed.
#pragma once

#include "core/run/config.h"
#include "core/run/plan.h"
#include "widgets/forms/config_pages.h"

#include <QList>
#include <QPair>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

class QComboBox;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTextBrowser;

namespace thaw {

class ProblemLabel;

class LaunchForm : public QWidget {
    Q_OBJECT
  public:
    explicit LaunchForm(const Vocabulary& vocabulary, QWidget* parent = nullptr);

    // What stands in the fields is measured against it: command_line() tells the difference.
    // `name` is the file that it came from, or would be saved as.
    void set_config(const RunConfig& config, const QString& name);
    // False, and the form is as it was, when the text is no config; the form says why.
    bool load_toml(const QString& text, const QString& name);
    bool load_file(const QString& file);

    // Nothing while there are problems.
    std::optional<RunConfig> config() const { return config_; }
    QString toml() const;
    // thaw run FILE --set key=value ..., for a POSIX shell; empty while there are problems.
    QString command_line() const;
    const std::vector<FormProblem>& problems() const { return problems_; }

    // Whether anything was changed since the form was filled or saved.
    bool modified() const { return toml() != settled_; }

    // Nothing that stands in it is lost any more: a run was started with it.
    void settle() { settled_ = toml(); }

    // Tells which series a run of a config would have; the triggers are checked by it, and offered
    // them. Nothing: it is not known yet, and look_at_series() follows. May throw Error.
    using TellSeries = std::function<std::optional<Plan>(const RunConfig&)>;
    void set_series(TellSeries tell);
    void look_at_series() { look_again(); }
    // What the engine found wrong with config() later, shown where it belongs until something is
    // changed. Returns it in one text, line by line, by the form's own names.
    QString show_refusal(const std::vector<ConfigProblem>& problems);

    // Names and files. Choosing one loads it, once the user agrees to lose what was changed.
    void set_presets(const QList<QPair<QString, QString>>& presets);

    ConfigPages* pages() const { return pages_; }
    void show_page(int page); // the last one is the TOML text
    int page_count() const;

  public Q_SLOTS:
    void open_file();
    void save_file();
    void copy_command_line();
    void copy_toml();

  Q_SIGNALS:
    void changed();

  protected:
    void changeEvent(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

  private:
    void build_top_bar();
    void build_body();
    QWidget* make_toml_page();
    void look_again(); // after any change: the engine reads the text
    void check_series();
    void show_problems();
    void show_navigation();
    void refuse(const QString& sentence);
    void take(const RunConfig& config, const QString& name, std::string base_text);
    void replace_by(const QString& file); // asks first where changes would be lost

    Vocabulary vocabulary_;
    std::string base_text_; // what command_line() starts from
    QString name_;
    QString settled_; // toml() when the form was filled or saved
    std::optional<RunConfig> config_;
    TellSeries series_of_;
    std::vector<FormProblem> problems_;

    QComboBox* presets_;
    QPushButton* copy_command_ = nullptr;
    ProblemLabel* refusal_;
    QListWidget* navigation_;
    QStackedWidget* stack_;
    QSplitter* middle_ = nullptr;
    ConfigPages* pages_;
    QPlainTextEdit* text_ = nullptr;
    QTextBrowser* help_;
    QListWidget* problem_list_;
};

} // namespace thaw
