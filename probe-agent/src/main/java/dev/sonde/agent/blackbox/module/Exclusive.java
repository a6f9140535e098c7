package dev.sonde.agent.blackbox.module;

import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of which at most one may be written. An empty text counts as not written, as it does in Go. Pure. */
final class Exclusive {
    private Exclusive() {}

    /** The value of the one that is written; null if none is. */
    @SafeVarargs
    static <T> @Nullable T of(Problems problems, MappingView block, Key<? extends T>... keys) {
        T found = null;
        List<Key<?>> written = new ArrayList<>();
        for (Key<? extends T> key : keys) {
            T value = block.find(key);
            if (value != null && !isEmpty(value)) {
                found = value;
                written.add(key);
            }
        }
        check(problems, block, written);
        return found;
    }

    /** Notes if more than one of these is written. */
    static void check(Problems problems, MappingView block, List<Key<?>> written) {
        if (written.size() > 1) {
            String names = String.join(" and ", written.stream().map(Key::name).toList());
            problems.error(block.place(written.get(written.size() - 1)), names + " together", "only one of them");
        }
    }

    private static boolean isEmpty(Object value) {
        return (value instanceof String text && text.isEmpty())
                || (value instanceof Bytes bytes && bytes.isEmpty())
                || (value instanceof Secret secret && secret.isEmpty());
    }
}
