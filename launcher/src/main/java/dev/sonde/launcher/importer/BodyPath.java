package dev.sonde.launcher.importer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths behind Gatus's {@code [BODY]} as JSON paths and as CEL of ours. Pure. */
final class BodyPath {
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]]+)|\\[([0-9]{1,9})\\]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private BodyPath() {}

    /** {@code .data[0].id} as {@code $.data[0].id}; null if it is no path. */
    static @Nullable String json(String path) {
        return made(path, "$", "['", "']");
    }

    /** The same as {@code json.data[0].id}. */
    static @Nullable String cel(String path) {
        return made(path, "json", "[\"", "\"]");
    }

    private static @Nullable String made(String path, String root, String open, String close) {
        StringBuilder made = new StringBuilder(root);
        Matcher steps = STEP.matcher(path);
        int at = 0;
        while (at < path.length() && steps.find(at) && steps.start() == at) {
            at = steps.end();
            String name = steps.group(1);
            if (name == null) {
                made.append('[').append(Integer.parseInt(steps.group(2))).append(']');
            } else if (NAME.matcher(name).matches()) {
                made.append('.').append(name);
            } else if (name.indexOf('\'') >= 0 || name.indexOf('"') >= 0 || name.indexOf('\\') >= 0) {
                return null;
            } else {
                made.append(open).append(name).append(close);
            }
        }
        return at == path.length() ? made.toString() : null;
    }
}
