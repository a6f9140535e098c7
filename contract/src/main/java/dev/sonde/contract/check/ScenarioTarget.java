package dev.sonde.contract.check;

import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.secret.SecretText;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path through a site, as a visitor takes it: HTTP requests one after the other, each with what is expected of its
 * answer, sharing cookies and variables. The first that fails ends it. Immutable.
 *
 * @param steps at least one, at most {@link #MAX_STEPS}, each of another name
 * @param variables there from the start, in the order written; values may name secrets
 * @param cookies whether a run sends back the cookies that it was given
 * @param proxy through which every connection is made; null makes them directly
 * @param tls how peers are verified
 * @param network from where and to which addresses
 */
public record ScenarioTarget(
        List<Step> steps,
        Map<String, SecretText> variables,
        boolean cookies,
        @Nullable Proxy proxy,
        Tls tls,
        Network network)
        implements Target {
    /** Most steps: each is a series of its own. */
    public static final int MAX_STEPS = 20;

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

    /**
     * One request.
     *
     * @param name in metrics and messages; 1 to 63 of a-z, 0-9 and -
     * @param url {@code http} or {@code https}; like headers, body and the texts that are expected, it may hold marks
     *     such as <code>{{token}}</code> for variables
     * @param headers in the order written; values may name secrets
     * @param body sent as UTF-8; null sends none
     * @param auth how the request proves who sends it; null adds nothing
     * @param extract variables for later steps, taken from an answer that is as expected
     */
    public record Step(
            String name,
            String url,
            String method,
            List<Header> headers,
            @Nullable SecretText body,
            @Nullable Auth auth,
            Redirects redirects,
            HttpExpectation expect,
            Map<String, Extract> extract) {
        public Step {
            headers = List.copyOf(headers);
            extract = Collections.unmodifiableMap(new LinkedHashMap<>(extract));
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("step: " + name + " (expected: 1 to 63 of a-z, 0-9 and -)");
            }
            if (url.isEmpty()) {
                throw new IllegalArgumentException("step " + name + ": no url (expected: http:// or https://)");
            }
            extract.keySet().forEach(ScenarioTarget::requireVariable);
        }
    }

    /** Where a variable's value is found in an answer. It must be there: a step whose answer lacks it fails. */
    public sealed interface Extract {
        /** One value of a body that is JSON: of a text its content, of anything else its JSON text. */
        record Json(JsonPath path) implements Extract {}

        /**
         * The first value of a header.
         *
         * @param matches RE2; its first group, or all that it matches if it has none; null takes the whole value
         */
        record OfHeader(String name, @Nullable String matches) implements Extract {}

        /** RE2 in the body's text: its first group, or all that it matches if it has none. */
        record Matches(String expression) implements Extract {}
    }

    public ScenarioTarget {
        steps = List.copyOf(steps);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        if (steps.isEmpty() || steps.size() > MAX_STEPS) {
            throw new IllegalArgumentException("steps: " + steps.size() + " (expected: 1 to " + MAX_STEPS + ")");
        }
        Set<String> names = new HashSet<>();
        steps.forEach(step -> {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("step " + step.name() + ": twice (expected: names that differ)");
            }
        });
        variables.keySet().forEach(ScenarioTarget::requireVariable);
    }

    /** Whether a text can name a variable. */
    public static boolean isVariable(String text) {
        return !Character.isDigit(text.isEmpty() ? '0' : text.charAt(0))
                && Placeholders.in("{{" + text + "}}").contains(text);
    }

    private static void requireVariable(String name) {
        if (!isVariable(name)) {
            throw new IllegalArgumentException(
                    "variable: " + name + " (expected: letters, digits and _, at most 63, no digit first)");
        }
    }

    @Override
    public String protocol() {
        return "scenario";
    }

    @Override
    public String shown() {
        Step first = steps.get(0);
        String url = first.url().replaceFirst("//[^/?#@]*@", "//");
        return "scenario of " + steps.size() + (steps.size() == 1 ? " step: " : " steps, the first: ") + first.method()
                + " " + url;
    }
}
