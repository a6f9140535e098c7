package dev.sonde.contract.yaml;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant: least edits (insert, delete, replace, swap neighbours), at most a third. Pure. */
public final class NearestName {
    private static final int LONGEST = 64;

    private NearestName() {}

    /** The nearest of the names, the first of equally near ones; null if none is near. */
    public static @Nullable String of(String written, Collection<String> names) {
        if (written.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = Math.max(1, written.length() / 3) + 1;
        for (String name : names) {
            int edits = edits(written.toLowerCase(Locale.ROOT), name);
            if (edits < least) {
                least = edits;
                nearest = name;
            }
        }
        return nearest;
    }

    private static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
