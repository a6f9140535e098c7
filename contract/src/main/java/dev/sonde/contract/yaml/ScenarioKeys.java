package dev.sonde.contract.yaml;

import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.secret.SecretText;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The block {@code scenario} of a check: every key, described once. */
final class ScenarioKeys {
    private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]{0,62}";

    /** A scheme, or a variable that holds one; what it becomes is looked at by each run. */
    private static final String TEMPLATE = "([Hh][Tt][Tt][Pp][Ss]?://|\\{\\{)[^\\x00-\\x20\\x7f#]+";

    private static final Pattern URL_FORM = Pattern.compile(TEMPLATE);

    static final Key<String> NAME = Key.required(
            "name", Scalars.name(Function.identity()), "of the step, in metrics and messages; unique in its scenario");
    static final Key<String> URL = Key.required(
            "url", url(), "where the request goes; `{{name}}` stands for a variable, percent-encoded behind the host");

    static final Key<JsonPath> JSON =
            Key.optional("json", Expressions.jsonPath(), "the value at this place of a body that is JSON");
    static final Key<String> HEADER = Key.optional(
            "header", HeaderKeys.answered(), "the first value of this header; with `matches` a part of it");
    static final Key<String> MATCHES = Key.optional(
            "matches",
            Expressions.re2(),
            "RE2 expression over the body, or over the header's value: its first group, or all that it matches");
    static final Key<Map<String, MappingView>> EXTRACT = Key.optional(
            "extract",
            MapShape.of(variable(), Block.of("extract", JSON, HEADER, MATCHES).atLeastOneOf(JSON, HEADER, MATCHES)),
            "variables for later steps; an answer without one of them fails");

    static final Key<List<MappingView>> STEPS = Key.required(
            "steps",
            ListShape.of(Block.of(
                    "a step",
                    NAME,
                    URL,
                    HttpKeys.METHOD_KEY,
                    HttpKeys.HEADERS,
                    HttpKeys.BODY,
                    AuthKeys.AUTH,
                    HttpKeys.REDIRECTS,
                    HttpKeys.EXPECT,
                    EXTRACT)),
            "one after the other, at most " + ScenarioTarget.MAX_STEPS + "; the first that fails ends the run");
    static final Key<Map<String, SecretText>> VARIABLES = Key.optional(
            "variables",
            MapShape.of(variable(), Scalars.secretText()),
            "there from the start; `{{name}}` in later urls, headers, bodies and expected texts. Values may name secrets");

    static final Block BLOCK = Block.of(
            "scenario", VARIABLES, STEPS, HttpKeys.COOKIES, ProxyKeys.PROXY, HttpKeys.TLS, NetworkKeys.NETWORK);
    /** What of it makes sense for all checks. */
    static final Block DEFAULTS =
            Block.of("scenario", HttpKeys.COOKIES, ProxyKeys.PROXY, HttpKeys.TLS, NetworkKeys.NETWORK);

    private ScenarioKeys() {}

    private static Scalar<String> variable() {
        String expected = "letters, digits and _, at most 63, no digit first";
        return Scalar.of("variable", expected, Form.matching(VARIABLE), text -> {
            if (!ScenarioTarget.isVariable(text)) {
                throw new BadValueException();
            }
            return text;
        });
    }

    private static Scalar<String> url() {
        String expected = "a URL such as https://shop.example/items/{{id}}, without fragment or user info";
        return Scalar.secret("URL with variables", expected, Form.matching(TEMPLATE), text -> {
            if (text.contains("${")) {
                throw new BadValueException("a secret reference", "secrets in variables, headers or body");
            }
            boolean userInfo = text.matches("[^/]*//[^/?#]*@.*");
            if (userInfo || !URL_FORM.matcher(text).matches()) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
