package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.series.Series;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of the dashboards, as far as it can be judged without Grafana. */
class GrafanaTest {
    private static final Path DASHBOARDS = Path.of("../grafana/dashboards");
    private static final Pattern METRIC = Pattern.compile("\\bsonde_[a-z_]+");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z_]+)");
    private static final Set<String> NAMES =
            Arrays.stream(Series.values()).map(Series::fullName).collect(Collectors.toSet());

    static Stream<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            List<Path> found = files.sorted().toList();
            assertThat(found).hasSize(3);
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_haveUniqueIdsAndDoNotOverlap(Path file) throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();

        for (JsonObject panel : panels(file)) {
            assertThat(ids.add(panel.getInteger("id")))
                    .as(panel.getString("title"))
                    .isTrue();
            JsonObject place = panel.getJsonObject("gridPos");
            assertThat(place.getInteger("x") + place.getInteger("w")).isLessThanOrEqualTo(24);
            for (int x = place.getInteger("x"); x < place.getInteger("x") + place.getInteger("w"); x++) {
                for (int y = place.getInteger("y"); y < place.getInteger("y") + place.getInteger("h"); y++) {
                    assertThat(cells.add(x + "," + y))
                            .as(panel.getString("title"))
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_askTheChosenDataSourceForPromisedSeries(Path file) throws IOException {
        for (JsonObject panel : panels(file)) {
            if (panel.getString("type").equals("row")) {
                continue;
            }
            assertThat(panel.getString("description"))
                    .as(panel.getString("title"))
                    .isNotBlank();
            JsonArray targets = panel.getJsonArray("targets");
            assertThat(targets).as(panel.getString("title")).isNotEmpty();
            for (Object each : targets) {
                JsonObject target = (JsonObject) each;
                assertThat(target.getJsonObject("datasource").getString("uid")).isEqualTo("${datasource}");
                Matcher metric = METRIC.matcher(target.getString("expr"));
                while (metric.find()) {
                    String name = metric.group().replaceFirst("_(bucket|sum|count)$", "");
                    assertThat(NAMES).as(panel.getString("title")).contains(name);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void variables_areDeclaredBeforeTheyAreUsed(Path file) throws IOException {
        Set<String> declared = new HashSet<>(Set.of("__rate_interval", "__all"));
        JsonObject dashboard = new JsonObject(Files.readString(file));
        for (Object variable : dashboard.getJsonObject("templating").getJsonArray("list")) {
            declared.add(((JsonObject) variable).getString("name"));
        }

        Matcher used = VARIABLE.matcher(Files.readString(file));
        while (used.find()) {
            assertThat(declared).contains(used.group(1));
        }
    }

    private static List<JsonObject> panels(Path file) throws IOException {
        return new JsonObject(Files.readString(file))
                .getJsonArray("panels").stream().map(JsonObject.class::cast).toList();
    }
}
