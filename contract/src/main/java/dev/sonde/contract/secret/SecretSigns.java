package dev.sonde.contract.secret;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs that a name or a text, which nobody called a secret, probably holds one. Rather too wide than too narrow. Pure. */
public final class SecretSigns {
    private static final Pattern NAME = Pattern.compile(
            "(?i).*(authorization|cookie|token|secret|passw|api-?_?key|access-?_?key|signature|credential|session).*",
            Pattern.DOTALL);
    private static final Pattern BODY = Pattern.compile(
            "(?is).*(passw(or)?d|secret|token|api_?key|credential)[\"']?\\s*[:=].*|(.*\n)?(pass|auth|login) .*");
    private static final Pattern LINE = Pattern.compile("(?i)(PASS|AUTH|LOGIN)\\b.*", Pattern.DOTALL);
    private static final String MASK = "xxxxx";
    private static final Pattern PASSWORD = Pattern.compile("((?:^|//)[^/?#@:\\s]*:)[^/?#\\s]*@");
    private static final Pattern PARAMETER = Pattern.compile("([?&])([^=&#\\s]*)=([^&#\\s]*)");

    private SecretSigns() {}

    /** Whether what goes by this name does: a header, a parameter. */
    public static boolean inName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether a request's body does, as that of a login. */
    public static boolean inBody(String body) {
        return BODY.matcher(body).matches();
    }

    /** Whether a line of a dialogue does. */
    public static boolean inLine(String line) {
        return LINE.matcher(line).matches() || inBody(line);
    }

    /** A text in which the URLs have a mask in place of their password and of each value of their query that is one. */
    public static String masked(String text) {
        String withoutPassword = PASSWORD.matcher(text).replaceAll("$1" + MASK + "@");
        return PARAMETER
                .matcher(withoutPassword)
                .replaceAll(found -> Matcher.quoteReplacement(
                        inName(found.group(2)) ? found.group(1) + found.group(2) + "=" + MASK : found.group()));
    }
}
