package dev.rinha.bench.page;

import dev.rinha.bench.plot.Attributes;
import dev.rinha.bench.plot.Figure;
import dev.rinha.bench.plot.LegendKey;
import dev.rinha.bench.plot.Markup;
import dev.rinha.bench.plot.StyleSheet;
import java.util.List;
import java.util.Locale;

/**
 * A page as HTML that is well-formed XML too. It loads nothing, and by its own policy a browser
 * would refuse to.
 */
public final class PageHtml {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  /** So many columns fit into half of the page. */
  private static final int NARROW_COLUMNS = 3;

  private final Markup html = new Markup();

  private PageHtml() {}

  /** The whole file. */
  public static String of(Page page) {
    PageHtml writer = new PageHtml();
    writer.write(page);
    return "<!DOCTYPE html>\n" + writer.html;
  }

  private void write(Page page) {
    html.open(
        "html", Attributes.none().with("lang", "en").with("xmlns", "http://www.w3.org/1999/xhtml"));
    head(page);
    html.open("body").open("main");
    header(page);
    tiles(page.tiles());
    html.open("div", Attributes.style("blocks"));
    page.blocks().forEach(this::block);
    html.close().close().close().close();
  }

  private void head(Page page) {
    html.open("head");
    html.empty("meta", Attributes.none().with("charset", "utf-8"));
    html.empty(
        "meta",
        Attributes.none()
            .with("name", "viewport")
            .with("content", "width=device-width, initial-scale=1"));
    html.empty(
        "meta", Attributes.none().with("name", "color-scheme").with("content", "light dark"));
    html.empty(
        "meta",
        Attributes.none().with("http-equiv", "Content-Security-Policy").with("content", POLICY));
    html.leaf("title", page.title());
    html.open("style")
        .verbatim(StyleSheet.ofPlots())
        .verbatim(StyleSheet.ofPages())
        .verbatim(StyleSheet.read(PageHtml.class, "page.css"))
        .close();
    html.close();
  }

  private void header(Page page) {
    html.open("header");
    html.leaf("h1", page.title());
    page.lead().forEach(line -> html.leaf("p", line, Attributes.style("lead")));
    Page.Verdict verdict = page.verdict();
    html.open("section", Attributes.style("verdict " + style(verdict.mood())));
    html.leaf("p", verdict.text());
    if (!verdict.details().isEmpty()) {
      html.open("ul");
      verdict.details().forEach(detail -> html.leaf("li", detail));
      html.close();
    }
    html.close().close();
  }

  private void tiles(List<Page.Tile> tiles) {
    html.open("dl", Attributes.style("tiles"));
    for (Page.Tile tile : tiles) {
      html.open("div", Attributes.style("tile " + style(tile.mood())));
      html.leaf("dt", tile.name());
      html.leaf("dd", tile.value());
      html.leaf("dd", tile.note(), Attributes.style("note"));
      html.close();
    }
    html.close();
  }

  private void block(Page.Block block) {
    switch (block) {
      case Page.Chart chart -> chart(chart);
      case Page.Table table -> table(table);
    }
  }

  private void chart(Page.Chart chart) {
    Figure figure = chart.figure();
    html.open("figure", Attributes.style("block wide"));
    html.open("figcaption").leaf("h2", chart.title());
    legend(figure.legend());
    html.close();
    html.open("div", Attributes.style("frame"));
    figure.draw(html, chart.title(), Attributes.none().with("width", "100%"));
    html.close();
    if (!chart.note().isEmpty()) {
      html.leaf("p", chart.note(), Attributes.style("note"));
    }
    html.close();
  }

  private void legend(List<LegendKey> keys) {
    html.open("ul", Attributes.style("legend"));
    for (LegendKey key : keys) {
      html.open("li");
      html.open(
          "svg",
          Attributes.none()
              .with("width", LegendKey.WIDTH)
              .with("height", LegendKey.HEIGHT)
              .with("aria-hidden", "true"));
      key.draw(html, 0, 0);
      html.close().text(key.name()).close();
    }
    html.close();
  }

  private void table(Page.Table table) {
    html.open(
        "section",
        Attributes.style(table.columns().size() > NARROW_COLUMNS ? "block wide" : "block"));
    if (table.folded()) {
      html.open("details").open("summary").leaf("h2", table.title()).close();
      rows(table);
      html.close();
    } else {
      html.leaf("h2", table.title());
      rows(table);
    }
    html.close();
  }

  private void rows(Page.Table table) {
    html.open("div", Attributes.style("scroll")).open("table");
    if (table.columns().size() > 2) {
      html.open("thead").open("tr");
      table.columns().forEach(column -> html.leaf("th", column, scope("col")));
      html.close().close();
    }
    html.open("tbody");
    for (List<String> row : table.rows()) {
      html.open("tr").leaf("th", row.getFirst(), scope("row"));
      row.stream().skip(1).forEach(value -> html.leaf("td", value));
      html.close();
    }
    html.close().close().close();
    table.notes().forEach(note -> html.leaf("p", note, Attributes.style("note")));
  }

  private static Attributes scope(String scope) {
    return Attributes.none().with("scope", scope);
  }

  private static String style(Page.Mood mood) {
    return mood.name().toLowerCase(Locale.ROOT);
  }
}
