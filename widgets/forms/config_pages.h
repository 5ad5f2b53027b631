// The pages of a config's form, and the config's text in between: every page holds one or two
// sections, every section is an editor or a list of them. One shows what the data are.
#pragma once

#include "core/run/config.h"
#include "core/run/plan.h"
#include "core/run/section_table.h"

#include <QPointer>
#include <QStackedWidget>
#include <map>
#include <optional>
#include <string>
#include <vector>

class QVBoxLayout;

namespace thaw {

class DataPreviewPanel;
class ItemEditor;
class ItemList;
class ProblemLabel;
class WeightsPanel;

// A problem with its place in the form.
struct FormProblem {
    int page = 0;
    ItemList* list = nullptr; // null: the section is no list
    int row = -1;             // in the list; -1: the list as a whole
    QPointer<QWidget> focus;  // what mends it
    QString place;            // "Optimiser › Momentum"
    QString sentence;
};

class ConfigPages : public QStackedWidget {
    Q_OBJECT
  public:
    explicit ConfigPages(const Vocabulary& vocabulary, QWidget* parent = nullptr);

    QString page_label(int page) const; // translated

    void set_config(const RunConfig& config);
    // The TOML text of what stands in the fields, whether or not it is a config.
    std::string toml() const;

    // What the triggers may watch in the run that the fields make. Until this is known, the names
    // of the metrics are offered.
    void offer_series(const Plan& plan);

    // Shows the engine's problems with toml() where they belong. `file` is what parse_config was
    // told the text is called.
    std::vector<FormProblem> show_problems(const std::vector<ConfigProblem>& problems,
                                           const std::string& file);
    void go_to(const FormProblem& problem);

    // Below the dataset: what is to be known about its files; empty: nothing. No problem: the
    // config may be started.
    void show_data_notice(const QString& notice);

    DataPreviewPanel* data_preview() const { return data_preview_; }
    WeightsPanel* weights_panel() const { return weights_panel_; } // below the network
    ItemEditor* editor(const std::string& section) const;          // null: none, or a list
    ItemList* list(const std::string& section) const;

  Q_SIGNALS:
    void changed();
    void help_wanted(const QString& html);

  private:
    struct Entry { // where in the text an entry begins
        std::string section;
        int row;
        int line;
    };
    struct Text {
        std::string toml;
        std::vector<Entry> entries;
    };

    void add_page(const char* label, const char* about);
    void add_section(Section spec);
    void add_list(Section spec);
    void add_data_notice();
    void add_panel(QWidget* panel);
    Text text() const;
    FormProblem located(const ConfigProblem& problem, const std::string& file,
                        const std::vector<Entry>& entries);
    void take_changes();
    void offer(const QStringList& names); // where a trigger's is typed
    int row_called(const ItemList& list, const std::string& name) const;

    std::vector<Section> sections_;
    std::vector<const char*> labels_;
    QVBoxLayout* column_ = nullptr; // of the page being made
    ProblemLabel* data_notice_ = nullptr;
    DataPreviewPanel* data_preview_ = nullptr;
    WeightsPanel* weights_panel_ = nullptr;
    std::map<std::string, ItemEditor*> editors_;
    std::map<std::string, ItemList*> lists_;
    std::map<std::string, int> page_of_;
    bool silent_ = false;
};

} // namespace thaw
