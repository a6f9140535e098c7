package dev.sonde.launcher.importer;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.contract.yaml.ForeignValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The {@code relabel_configs} of a scrape config, applied as Prometheus applies them. Immutable. */
final class Relabelling {
    private enum Action {
        REPLACE,
        KEEP,
        DROP,
        KEEPEQUAL,
        DROPEQUAL,
        LOWERCASE,
        UPPERCASE,
        LABELMAP,
        LABELDROP,
        LABELKEEP
    }

    private record Rule(
            Action action, List<String> from, String separator, Pattern regex, String target, String replacement) {}

    private final List<Rule> rules;

    private Relabelling(List<Rule> rules) {
        this.rules = rules;
    }

    /** The rules as written; what cannot be applied is noted. */
    static Relabelling of(List<Part> written) {
        List<Rule> rules = new ArrayList<>();
        for (Part part : written) {
            Rule rule = rule(part);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return new Relabelling(rules);
    }

    /** Whether some rule sets this label. */
    boolean sets(String label) {
        return rules.stream().anyMatch(rule -> rule.target().equals(label));
    }

    /** The labels afterwards; null if the target is dropped. */
    @Nullable
    Map<String, String> apply(Map<String, String> labels) {
        Map<String, String> result = new TreeMap<>(labels);
        for (Rule rule : rules) {
            if (!step(rule, result)) {
                return null;
            }
        }
        return result;
    }

    private static @Nullable Rule rule(Part part) {
        String action = part.text("action", "replace").toUpperCase(Locale.ROOT);
        String regex = part.text("regex", "(.*)");
        List<String> from = part.texts("source_labels").stream().map(Text::text).toList();
        String separator = part.text("separator", ";");
        String target = part.text("target_label", "");
        String replacement = part.text("replacement", "$1");
        for (Action known : Action.values()) {
            if (known.name().equals(action)) {
                try {
                    Pattern pattern = Pattern.compile("^(?s:" + regex + ")$");
                    return new Rule(known, from, separator, pattern, target, replacement);
                } catch (PatternSyntaxException e) {
                    part.lost("regex", "not an RE2 expression");
                    return null;
                }
            }
        }
        part.lost("action", action.toLowerCase(Locale.ROOT) + " is not applied, so its targets may differ");
        return null;
    }

    /** Whether the target stays. */
    private static boolean step(Rule rule, Map<String, String> labels) {
        String source = String.join(
                rule.separator(),
                rule.from().stream().map(name -> labels.getOrDefault(name, "")).toList());
        Matcher matcher = rule.regex().matcher(source);
        boolean equal = source.equals(labels.getOrDefault(rule.target(), ""));
        switch (rule.action()) {
            case REPLACE -> {
                if (matcher.matches()) {
                    set(labels, expanded(rule.target(), matcher), expanded(rule.replacement(), matcher));
                }
            }
            case KEEP -> {
                return matcher.matches();
            }
            case DROP -> {
                return !matcher.matches();
            }
            case KEEPEQUAL -> {
                return equal;
            }
            case DROPEQUAL -> {
                return !equal;
            }
            case LOWERCASE -> set(labels, rule.target(), source.toLowerCase(Locale.ROOT));
            case UPPERCASE -> set(labels, rule.target(), source.toUpperCase(Locale.ROOT));
            case LABELMAP -> {
                for (Map.Entry<String, String> label : Map.copyOf(labels).entrySet()) {
                    Matcher name = rule.regex().matcher(label.getKey());
                    if (name.matches()) {
                        set(labels, expanded(rule.replacement(), name), label.getValue());
                    }
                }
            }
            case LABELDROP -> labels.keySet().removeIf(rule.regex()::matches);
            case LABELKEEP -> labels.keySet().removeIf(name -> !rule.regex().matches(name));
        }
        return true;
    }

    private static void set(Map<String, String> labels, String name, String value) {
        if (name.isEmpty()) {
            return;
        }
        if (value.isEmpty()) {
            labels.remove(name);
        } else {
            labels.put(name, value);
        }
    }

    /** {@code $1}, {@code ${1}} and {@code ${name}} replaced by groups; one that is not there by nothing. */
    private static String expanded(String template, Matcher matcher) {
        StringBuilder text = new StringBuilder();
        java.util.regex.Matcher marks =
                java.util.regex.Pattern.compile("\\$(\\$|\\{(\\w+)\\}|(\\w+))").matcher(template);
        int at = 0;
        while (marks.find()) {
            text.append(template, at, marks.start());
            at = marks.end();
            if (marks.group(1).equals("$")) {
                text.append('$');
            } else {
                text.append(group(marks.group(2) == null ? marks.group(3) : marks.group(2), matcher));
            }
        }
        return text.append(template.substring(at)).toString();
    }

    private static String group(String name, Matcher matcher) {
        String value = null;
        if (name.matches("[0-9]{1,3}")) {
            int number = Integer.parseInt(name);
            value = number <= matcher.groupCount() ? matcher.group(number) : null;
        } else if (matcher.pattern().namedGroups().containsKey(name)) {
            value = matcher.group(name);
        }
        return value == null ? "" : value;
    }
}
