package dev.sonde.agent.blackbox.module;

import dev.sonde.contract.secret.SecretSigns;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MapShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Scalar;
import dev.sonde.contract.yaml.Shape;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes what was read as YAML again: defaults filled in, no secret in it. Pure. */
final class Dump {
    private static final String SECRET = "<secret>";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*");
    private static final Pattern NUMBER_LIKE = Pattern.compile("[0-9]+(\\.[0-9]+)*[a-zA-Z0-9.]*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null");

    private final StringBuilder out = new StringBuilder();

    private Dump() {}

    /** A module: what its prober reads, and what else is written. */
    static String module(Block block, MappingView module, String prober) {
        Dump dump = new Dump();
        for (Key<?> key : block.keys()) {
            Object value = module.find(key);
            if (key.shape() instanceof Block below
                    && (value != null || key.name().equals(prober))) {
                dump.line(0, key.name() + ":");
                dump.keys(below, value instanceof MappingView view ? view : null, 1, false);
            } else if (value != null && !isOff(value)) {
                dump.entry(key.name(), key.shape(), value, 0, false);
            }
        }
        return dump.out.toString();
    }

    /** The file: its modules in the order written. */
    static String file(Map<String, ProbeModule> modules) {
        Dump dump = new Dump();
        dump.line(0, modules.isEmpty() ? "modules: {}" : "modules:");
        modules.forEach((name, module) -> {
            dump.line(1, quoted(name) + ":");
            module.yaml().lines().forEach(line -> dump.line(2, line));
        });
        return dump.out.toString();
    }

    /** @param hidden whether all below is a secret, whatever it is read as */
    private void keys(Block block, @Nullable MappingView view, int depth, boolean hidden) {
        for (Key<?> key : block.keys()) {
            Object value = view == null ? key.fallback() : view.find(key);
            if (value != null && !isOff(value)) {
                entry(key.name(), key.shape(), value, depth, hidden);
            }
        }
    }

    private static boolean isOff(Object value) {
        return value.equals(Duration.ZERO)
                || value.equals("")
                || value.equals(0L)
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private void entry(String name, Shape<?> shape, Object value, int depth, boolean hidden) {
        if (shape instanceof Block block && value instanceof MappingView view) {
            line(depth, name + ":");
            keys(block, view, depth + 1, hidden);
        } else if (shape instanceof MapShape<?> map && value instanceof Map<?, ?> values) {
            line(depth, name + ":");
            values.forEach((key, below) -> {
                String written = String.valueOf(key);
                entry(quoted(written), map.value(), below, depth + 1, hidden || SecretSigns.inName(written));
            });
        } else if (shape instanceof ListShape<?> list && value instanceof List<?> values) {
            line(depth, name + ":");
            values.forEach(item -> item(list.item(), item, depth, hidden));
        } else {
            line(depth, name + ": " + single(shape, value, hidden));
        }
    }

    private void item(Shape<?> shape, Object item, int depth, boolean hidden) {
        if (shape instanceof Block block && item instanceof MappingView view) {
            int start = out.length();
            keys(block, view, depth + 1, hidden);
            if (out.length() > start) {
                out.setCharAt(start + 2 * depth, '-');
            } else {
                line(depth, "- {}");
            }
        } else {
            line(depth, "- " + single(shape, item, hidden));
        }
    }

    private static String single(Shape<?> shape, Object value, boolean hidden) {
        if (value instanceof URI url) {
            return quoted(SecretSigns.masked(url.toString()));
        }
        if (value instanceof Secret secret) {
            boolean shown = secret.file() != null || (!hidden && isShown(shape));
            return shown ? quoted(secret.shown()) : SECRET;
        }
        if (value instanceof Duration duration) {
            return GoValues.show(duration);
        }
        if (value instanceof Boolean || value instanceof Number) {
            return value.toString();
        }
        boolean telling = value instanceof Bytes bytes && SecretSigns.inLine(bytes.toString());
        return hidden || telling ? SECRET : quoted(value.toString());
    }

    private static boolean isShown(Shape<?> shape) {
        return shape instanceof Scalar<?> scalar && !scalar.isSecret();
    }

    private static String quoted(String text) {
        boolean name = PLAIN.matcher(text).matches() && !WORD.matcher(text).matches();
        boolean measure = NUMBER_LIKE.matcher(text).matches() && text.matches(".*[a-zA-DF-WYZ].*");
        return name || measure ? text : Quoted.text(text);
    }

    private void line(int depth, String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }
}
