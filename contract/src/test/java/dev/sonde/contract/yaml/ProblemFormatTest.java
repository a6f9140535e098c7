package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemFormatTest {
    private static final Problem ERROR =
            new Problem(Problem.Severity.ERROR, new Place("config/a.yaml", 3, 15), "interval: 0s", "100ms to 1d");
    private static final Problem WARNING =
            new Problem(Problem.Severity.WARNING, new Place("config/b.yaml", 1, 1), "says \"it\"\tall\\\u0001", "");

    @Test
    void lines_areOnePerProblem() {
        assertThat(ProblemFormat.lines(List.of(ERROR, WARNING)))
                .isEqualTo("config/a.yaml:3:15: interval: 0s (expected: 100ms to 1d)\n"
                        + "config/b.yaml:1:1: warning: says \"it\"\tall\\\u0001\n");
    }

    @Test
    void json_isAnArrayOfObjectsWithEverythingEscaped() {
        assertThat(ProblemFormat.json(List.of(ERROR, WARNING))).isEqualTo("""
                        [{"file":"config/a.yaml","line":3,"column":15,"severity":"error","message":"interval: 0s",\
                        "expected":"100ms to 1d"},
                         {"file":"config/b.yaml","line":1,"column":1,"severity":"warning",\
                        "message":"says \\"it\\"\\tall\\\\\\u0001","expected":""}]""");
    }

    @Test
    void json_keepsWholeCharactersAndEscapesHalfOnes() {
        Problem problem = new Problem(Problem.Severity.ERROR, new Place("ä", 1, 1), "😀 \ud83d", "");

        assertThat(ProblemFormat.json(List.of(problem)))
                .contains("\"file\":\"ä\"")
                .contains("\"😀 \\ud83d\"");
    }

    @Test
    void nothing_isRenderedAsNothing() {
        assertThat(ProblemFormat.lines(List.of())).isEmpty();
        assertThat(ProblemFormat.json(List.of())).isEqualTo("[]");
    }

    @Test
    void problems_areOrderedByPlaceNotByText() {
        Place first = new Place("a", 2, 9);
        Problems problems = new Problems();
        problems.error(new Place("b", 1, 1), "z", "");
        problems.error(new Place("a", 10, 1), "y", "");
        problems.error(first, "x", "");
        problems.error(first, "x", "");
        problems.warning(first, "w", "");

        assertThat(problems.errors()).extracting(Problem::message).containsExactly("x", "y", "z");
        assertThat(problems.warnings()).extracting(Problem::message).containsExactly("w");
    }
}
