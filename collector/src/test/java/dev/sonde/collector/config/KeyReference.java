package dev.sonde.collector.config;

import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MapShape;
import dev.sonde.contract.yaml.Scalar;
import dev.sonde.contract.yaml.SectionName;
import dev.sonde.contract.yaml.Shape;
import java.util.List;

/** Writes the descriptions of all sections as Markdown: a table per section, a row per key. */
final class KeyReference {
    private final StringBuilder page = new StringBuilder();

    static String markdown() {
        KeyReference reference = new KeyReference();
        for (SectionName section : SectionName.values()) {
            reference.section(section);
        }
        return reference.page.toString();
    }

    private void section(SectionName section) {
        page.append("\n### `").append(section.label()).append("`\n\n");
        page.append(sentence(section.text()));
        page.append(section.isList() ? " A list; several files may add to it.\n" : " One block, in one file.\n");
        page.append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
        Block block = ConfigReference.blockOf(section);
        rows("", block);
        rule("", block);
    }

    private void rows(String path, Block block) {
        for (Key<?> key : block.keys()) {
            row(path + key.name(), key, key.isRequired() || block.choices().equals(List.of(key)));
            below(path + key.name(), key.shape());
        }
    }

    private void row(String path, Key<?> key, boolean required) {
        String standard =
                key.isRequired() ? "required" : key.fallbackText().isEmpty() ? "" : "`" + key.fallbackText() + "`";
        page.append("| `")
                .append(path)
                .append("` | ")
                .append(cell(form(key.shape())))
                .append(" | ")
                .append(standard)
                .append(" | ")
                .append(cell(key.text()))
                .append(" |\n");
    }

    private void below(String path, Shape<?> shape) {
        if (shape instanceof Block block) {
            rows(path + ".", block);
            rule(path, block);
        } else if (shape instanceof ListShape<?> list) {
            below(path + "[]", list.item());
        } else if (shape instanceof MapShape<?> map) {
            below(path + ".NAME", map.value());
        }
    }

    private void rule(String path, Block block) {
        if (block.choices().size() > 1) {
            String names = String.join(
                    ", ", block.choices().stream().map(key -> "`" + key + "`").toList());
            page.append("| `")
                    .append(path)
                    .append("` | | | ")
                    .append(block.severalAllowed() ? "at least" : "exactly")
                    .append(" one of ")
                    .append(names)
                    .append(" |\n");
        }
    }

    private static String form(Shape<?> shape) {
        if (shape instanceof Scalar) {
            return shape.expected().contains(shape.type()) ? shape.expected() : shape.type() + ", " + shape.expected();
        }
        if (shape instanceof ListShape<?> list && list.item() instanceof Scalar) {
            return shape.expected();
        }
        if (shape instanceof MapShape<?> map && map.value() instanceof Scalar) {
            return "mapping; names: " + map.name().expected() + "; values: "
                    + map.value().expected();
        }
        return shape.type();
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }
}
