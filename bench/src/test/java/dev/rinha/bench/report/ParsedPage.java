package dev.rinha.bench.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page read back by an XML parser. */
record ParsedPage(Document document) {

  static ParsedPage of(String html) throws Exception {
    return new ParsedPage(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html))));
  }

  String text() {
    return document.getDocumentElement().getTextContent();
  }

  long plots() {
    return elements("svg", "plot");
  }

  /** How many elements there are with that name and class. */
  long elements(String name, String style) {
    return all(document.getDocumentElement(), name).stream()
        .filter(element -> element.getAttribute("class").equals(style))
        .count();
  }

  /** A cell of the row with that name; 0 is the name. */
  String cell(String row, int column) {
    return rows().stream()
        .filter(cells -> cells.getFirst().equals(row))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + row + " in " + rows()))
        .get(column);
  }

  /** A cell of the table that goes second by second. */
  String cellOfSecond(int second, int column) {
    return seconds().get(second).get(column);
  }

  long sumOfSeconds(int column) {
    return seconds().stream()
        .map(cells -> cells.get(column))
        .filter(cell -> !cell.equals("–"))
        .mapToLong(Long::parseLong)
        .sum();
  }

  private List<List<String>> seconds() {
    return all(all(document.getDocumentElement(), "details").getFirst(), "tbody").stream()
        .flatMap(body -> all(body, "tr").stream())
        .map(ParsedPage::cells)
        .toList();
  }

  private List<List<String>> rows() {
    return all(document.getDocumentElement(), "tr").stream().map(ParsedPage::cells).toList();
  }

  private static List<String> cells(Element row) {
    List<String> cells = new ArrayList<>();
    for (Element cell : all(row, "*")) {
      cells.add(cell.getTextContent());
    }
    return cells;
  }

  private static List<Element> all(Element under, String name) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = under.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
