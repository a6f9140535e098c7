package dev.sonde.contract.check;

import dev.sonde.contract.secret.SecretText;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marks {@code {{name}}} and {@code {{1}}} in texts, which stand for what a run has captured before. Whatever has
 * another form is text. Only what the operator wrote is looked at, never a secret or a value put in. Pure.
 */
public final class Placeholders {
    private static final Pattern MARK = Pattern.compile("\\{\\{ *([A-Za-z_][A-Za-z0-9_]{0,62}|[0-9]{1,2}) *}}");

    private Placeholders() {}

    /** The names in a text, in the order in which they appear. */
    public static Set<String> in(String text) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = MARK.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** The names in the parts of a text that are no secrets. */
    public static Set<String> in(SecretText text) {
        Set<String> names = new LinkedHashSet<>();
        for (SecretText.Part part : text.parts()) {
            if (part instanceof SecretText.Part.Literal literal) {
                names.addAll(in(literal.text()));
            }
        }
        return names;
    }

    /** The text with each mark replaced by the value of its name. */
    public static String fill(String text, UnaryOperator<String> valueOf) {
        return MARK.matcher(text).replaceAll(found -> Matcher.quoteReplacement(valueOf.apply(found.group(1))));
    }
}
