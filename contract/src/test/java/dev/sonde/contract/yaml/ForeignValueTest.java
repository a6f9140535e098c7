package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.yaml.ForeignValue.Fields;
import dev.sonde.contract.yaml.ForeignValue.Items;
import dev.sonde.contract.yaml.ForeignValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another program's file as a tree. */
class ForeignValueTest {
    private final Problems problems = new Problems();

    @Test
    void values_areTextsWithTheirPlaces() {
        Fields root = (Fields) read("a: yes\nlist: [010, 'x y', ~]\nb: {c: 1.5}\n");

        assertThat(root.get("a")).isEqualTo(new Text(new Place("f.yml", 1, 4), "yes", false));
        assertThat(root.byName().get("list").place()).isEqualTo(new Place("f.yml", 2, 1));
        assertThat(((Items) root.get("list")).values())
                .containsExactly(
                        new Text(new Place("f.yml", 2, 8), "010", false),
                        new Text(new Place("f.yml", 2, 13), "x y", false),
                        new Text(new Place("f.yml", 2, 20), "", false));
        assertThat(((Fields) root.get("b")).byName().keySet()).containsExactly("c");
        assertThat(root.get("missing")).isNull();
    }

    @Test
    void keysWithoutValue_areLeftOut() {
        assertThat(((Fields) read("a:\nb: ~\nc: ''")).byName().keySet()).containsExactly("c");
    }

    @Test
    void mergesAndAliases_areInPlace() {
        Fields root = (Fields) read("base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\nsame: *b");

        Fields other = (Fields) root.get("other");
        assertThat(((Text) other.get("x")).text()).isEqualTo("1");
        assertThat(((Text) other.get("y")).text()).isEqualTo("3");
        assertThat(root.get("same")).isSameAs(root.get("base"));
    }

    @Test
    void bytes_areMarked() {
        assertThat(((Fields) read("a: !!binary aGk=")).get("a"))
                .isEqualTo(new Text(new Place("f.yml", 1, 4), "aGk=", true));
    }

    @Test
    void json_isReadAsWell() {
        Items root = (Items) read("[{\"targets\": [\"a:1\"], \"labels\": {\"x\": \"y\"}}]");

        assertThat(root.values()).hasSize(1);
    }

    @Test
    void mistakes_areNotedWithTheirPlace() {
        assertThat(read("a: [")).isNull();
        assertThat(problems.errors()).hasSize(1);
        assertThat(problems.errors().get(0).place().file()).isEqualTo("f.yml");
    }

    @Test
    void cyclesAndBombs_areRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1))))
                    .append("]\n");
        }

        assertThat(read(bomb.toString())).isNull();
        assertThat(read("a: &a [*a]")).isNull();
        assertThat(problems.errors()).hasSize(2);
        assertThat(List.of(
                        problems.errors().get(0).message(),
                        problems.errors().get(1).message()))
                .anyMatch(message -> message.contains("unfold"))
                .anyMatch(message -> message.contains("alias inside"));
    }

    private ForeignValue read(String yaml) {
        return ForeignFile.read("f.yml", yaml.getBytes(StandardCharsets.UTF_8), problems);
    }
}
