package dev.sonde.launcher.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.StandaloneConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of importing, each by a table. */
class PiecesTest {
    private static final Place PLACE = new Place("a.yml", 1, 1);

    @ParameterizedTest
    @CsvSource({
        "10s, PT10S",
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        "300ms, PT0.3S",
        "1d, PT24H",
        "2w, PT336H",
        "0, PT0S",
        ".5h, PT30M",
    })
    void duration_ofGoAndPrometheus(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1 s", "1sx", "5 minutes"})
    void duration_isNothingElse(String text) {
        assertThat(GoDuration.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "512, 512B",
        "10MB, 10MiB",
        "1KiB, 1KiB",
        "1G, 1GiB",
        "3TB, 1GiB",
        "100B, 100B",
    })
    void size_countsIn1024AsBlackboxExporterDoes(String text, String expected) {
        assertThat(GoSize.written(GoSize.parse(text))).isEqualTo(expected);
    }

    @Test
    void size_isNothingElse() {
        assertThat(GoSize.parse("ten")).isEqualTo(-1);
        assertThat(GoSize.parse("-1B")).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://shop.example/health?x=1#y   | shop-example-health
            bob:hunter2@shop.example            | shop-example
            https://a:b@c@shop.example/         | shop-example
            Ünïcode Näme                        | unicode-name
            ???                                 | check
            """)
    void name_isOneOfOurs(String text, String expected) {
        assertThat(Names.ofUrl(text)).isEqualTo(expected);
        assertThat(new CheckName(expected).value()).isEqualTo(expected);
    }

    @Test
    void names_areEachTakenOnce() {
        Names names = new Names();
        String most = "a".repeat(80);

        assertThat(List.of(names.take("a", "b"), names.take("a", "b"), names.take("a", "b"), names.take("a")))
                .containsExactly("a", "b", "b-2", "a-2");
        assertThat(names.take(most)).hasSize(63);
        assertThat(names.take(most)).hasSize(63).endsWith("-2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *john*      | ^(?s:.*john.*)$       | a john b | jo hn
            20?         | ^(?s:20.)$            | 204      | 2040
            a[0-9].b    | ^(?s:a[0-9]\\.b)$     | a7.b     | axxb
            \\*x        | ^(?s:\\*x)$           | *x       | ax
            """)
    void pattern_isAnExpressionForTheWholeText(String glob, String expression, String right, String wrong) {
        GatusCondition condition = GatusCondition.parse("[BODY] == pat(" + glob + ")", PLACE);

        assertThat(condition.expression()).isEqualTo(expression);
        assertThat(Pattern.compile(expression).matcher(right).matches()).isTrue();
        assertThat(Pattern.compile(expression).matcher(wrong).matches()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [STATUS] == 200                  |      | STATUS        |              | == | 200
            [status] != any(1, 2)            |      | STATUS        |              | != | any(1, 2)
            300 > [RESPONSE_TIME]            |      | RESPONSE_TIME |              | <  | 300
            len([BODY].data[0].x) >= 5       | len  | BODY          | .data[0].x   | >= | 5
            has([BODY].errors) == false      | has  | BODY          | .errors      | == | false
            [BODY].a == [BODY].b             |      | BODY          | .a           | == | [BODY].b
            """)
    void condition_isTakenApart(
            String text, String function, String subject, String path, String operator, String value) {
        GatusCondition condition = GatusCondition.parse(text, PLACE);

        assertThat(condition)
                .isEqualTo(new GatusCondition(PLACE, text, orEmpty(function), subject, orEmpty(path), operator, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo", "[STATUS]==200", "1 == 2", "[STATUS] = 200"})
    void condition_isNothingElse(String text) {
        assertThat(GatusCondition.parse(text, PLACE)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .data[0].id      | $.data[0].id          | json.data[0].id
            [1].x            | $[1].x                | json[1].x
            .user-name.x     | $['user-name'].x      | json["user-name"].x
            """)
    void path_isOneOfOurs(String path, String json, String cel) {
        assertThat(BodyPath.json(path)).isEqualTo(json);
        assertThat(BodyPath.cel(path)).isEqualTo(cel);
        assertThat(BodyPath.json("..x")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            body.x == 'body.y'                 | json.x == 'body.y'
            a.body == body                     | a.body == json
            body.all(body2, body2.body > 1)    | json.all(body2, body2.body > 1)
            "a\\"body" + body . body           | "a\\"body" + json . body
            """)
    void variableBody_isOursOfParsedJson(String theirs, String ours) {
        assertThat(CelNames.bodyToJson(theirs)).isEqualTo(ours);
    }

    /** There, an expression sees one line without its end at a time; here, all that has come. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ^220 .+ ESMTP$      | hello%220 mail ESMTP%250 x          | 250 x     |
            ^220 .+ ESMTP$      | x220 mail ESMTP%220 a ESMTPS%       |           |
            ^220                | 220-first%220 second%               | 220 second% |
            PING :([^ ]+)       | NOTICE x%PING :abc%:server y z%     | :server y z% | abc
            PING :(.+)          | PING :abc%:server%                  | :server%  | abc
            (\\d+)\\s(\\D+)   | 42 ok%17%                           | 17%       | 42
            `^(no|yes)$`        | maybe%yes%rest                      | rest      | yes
            []x]+$              | a]x%b                               | b         |
            [^]]$               | ]%a%c                               | c         |
            """)
    void expressionOverALine_isOneOverAllThatCame(String theirs, String come, String left, String group) {
        for (String end : List.of("\n", "\r\n")) {
            String text = come.replace("%", end);
            com.google.re2j.Matcher matcher =
                    Pattern.compile(QueryResponse.overLines(theirs)).matcher(text);

            assertThat(matcher.find()).as(theirs).isEqualTo(left != null);
            if (left != null) {
                assertThat(text.substring(matcher.end())).isEqualTo(left.replace("%", end));
                assertThat(group == null ? null : matcher.group(1)).isEqualTo(group);
            }
        }
    }

    @Test
    void lineThatHasNotEnded_isNotTakenYet() {
        assertThat(Pattern.compile(QueryResponse.overLines("^220"))
                        .matcher("220 ma")
                        .find())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a$$b          | false | a$b     | a$b
            ${HOST}/x     | true  | -       | ${env:HOST}/x
            $HOST         | true  | -       | ${env:HOST}
            100$          | false | 100$    | 100$
            $${x}         | false | ${x}    | $${x}
            """)
    void variables_areReferencesToTheEnvironment(String text, boolean variables, String plain, String ours) {
        assertThat(GatusText.hasVariables(text)).isEqualTo(variables);
        if (!variables) {
            assertThat(GatusText.plain(text)).isEqualTo(plain);
        }
        assertThat(GatusText.withReferences(text)).isEqualTo(ours);
    }

    @Test
    void statusSet_isWrittenInClassesAndCodes() {
        StatusSet status = new StatusSet();
        status.keep(code -> code < 303);
        status.keep(code -> code != 100 && code / 100 != 1 || code == 101);

        assertThat(status.written()).containsExactly("101", "2xx", "300", "301", "302");
    }

    @Test
    void secrets_areToldByNameAndKeptByPlace() {
        Notes notes = new Notes();
        SecretPlaces secrets = new SecretPlaces(notes);
        Place other = new Place("a.yml", 2, 1);

        assertThat(secrets.header(PLACE, "web", "Authorization", "Bearer hunter2"))
                .isEqualTo("Bearer ${file:web-authorization}");
        assertThat(secrets.header(PLACE, "web", "Authorization", "Bearer hunter2"))
                .isEqualTo("Bearer ${file:web-authorization}");
        assertThat(secrets.header(other, "web", "authorization", "hunter2")).isEqualTo("${file:web-authorization-2}");
        assertThat(secrets.header(other, "web", "Accept", "a${b}")).isEqualTo("a$${b}");
        assertThat(notes.secretLines())
                .containsExactly(
                        "a.yml:1: Authorization: put what follows \"Bearer\" into the file web-authorization below --secrets",
                        "a.yml:2: authorization: put its value into the file web-authorization-2 below --secrets");
    }

    @Test
    void anyText_isReadBackAsItIs(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("sonde.seed", 20_261_122L);
        System.out.println("PiecesTest seed " + seed + " (set with -Dsonde.seed=N)");
        Random random = new Random(seed);
        String odd = "ab:# '\"\\\n\r\t{}[],&*!|>%@`-?~=0\u0001\u0085\u00e9\u2028\ufeff";
        for (int round = 0; round < 400; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                text.append(odd.charAt(random.nextInt(odd.length())));
            }
            StringBuilder yaml = new StringBuilder("checks:\n");
            Draft body = new Draft().put("contains", text.toString());
            Draft http = new Draft().put("url", "http://a.example").put("expect", new Draft().put("body", body));
            new YamlWriter(yaml).item(new Draft().put("name", "a").put("http", http), 0);
            Files.writeString(directory.resolve("a.yaml"), yaml);

            assertThat(StandaloneConfig.read(directory).checks().toString())
                    .as("seed %d round %d: %s", seed, round, yaml)
                    .contains("text=" + text + "]");
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
