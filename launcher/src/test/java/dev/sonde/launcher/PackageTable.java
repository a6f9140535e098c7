package dev.sonde.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The package table of {@code docs/architecture.md}: which package may import which. Packages are full names;
 * the rights that every room has (its module's telemetry, the contract) are spelled out for each of them.
 */
final class PackageTable {
    private static final Pattern MODULE = Pattern.compile("(\\S+) \\((dev\\.sonde\\.[a-z]+)\\)");
    private static final Pattern ROOM = Pattern.compile(" {2}([a-z]+(?:\\.[a-z]+)*) +(.+)");
    private static final String CONTRACT = "dev.sonde.contract";

    private final Map<String, Set<String>> mayImport;
    private final Set<String> roots;

    private PackageTable(Map<String, Set<String>> mayImport, Set<String> roots) {
        this.mayImport = mayImport;
        this.roots = roots;
    }

    /** Reads the fenced block that opens with {@code ```rooms}. */
    static PackageTable read(Path markdown) throws IOException {
        return parse(Files.readString(markdown));
    }

    static PackageTable parse(String markdown) {
        Map<String, Room> rooms = new LinkedHashMap<>();
        Set<String> roots = new TreeSet<>();
        String root = null;
        for (String line : block(markdown)) {
            Matcher module = MODULE.matcher(line);
            Matcher room = ROOM.matcher(line);
            if (module.matches()) {
                root = module.group(2);
                roots.add(root);
            } else if (room.matches() && root != null) {
                String name = root + "." + room.group(1);
                if (rooms.put(name, new Room(root, imports(room.group(2)))) != null) {
                    throw new IllegalArgumentException("two lines for the room " + name);
                }
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException("neither a module nor a room: '" + line + "'");
            }
        }
        Map<String, Set<String>> mayImport = new LinkedHashMap<>();
        rooms.forEach((name, room) -> mayImport.put(name, allowed(name, room, rooms.keySet(), roots)));
        roots.stream()
                .filter(module -> !module.equals(CONTRACT))
                .forEach(module -> mayImport.put(module, below(Set.of(module, CONTRACT), rooms.keySet())));
        return new PackageTable(mayImport, roots);
    }

    /** All packages that may hold classes: the rooms and the composition roots. */
    Set<String> packages() {
        return mayImport.keySet();
    }

    /** The modules' root packages. */
    Set<String> roots() {
        return roots;
    }

    boolean allows(String from, String to) {
        return from.equals(to) || mayImport.getOrDefault(from, Set.of()).contains(to);
    }

    private static List<String> block(String markdown) {
        List<String> lines = markdown.lines().toList();
        int start = lines.indexOf("```rooms");
        if (start < 0) {
            throw new IllegalArgumentException("no block that opens with ```rooms");
        }
        List<String> rest = lines.subList(start + 1, lines.size());
        return rest.subList(0, rest.indexOf("```"));
    }

    /** What stands after the last arrow; a description may hold arrows of its own. */
    private static List<String> imports(String text) {
        int arrow = text.lastIndexOf(" -> ");
        return arrow < 0
                ? List.of()
                : Arrays.stream(text.substring(arrow + 4).split(","))
                        .map(String::strip)
                        .toList();
    }

    private static Set<String> allowed(String name, Room room, Set<String> rooms, Set<String> roots) {
        Set<String> allowed = new TreeSet<>();
        for (String written : room.imports()) {
            String full = written.startsWith("dev.sonde.") ? written : room.root() + "." + written;
            if (full.endsWith(".*")) {
                allowed.addAll(below(Set.of(full.substring(0, full.length() - 2)), rooms));
            } else if (rooms.contains(full) || roots.contains(full)) {
                allowed.add(full);
            } else {
                throw new IllegalArgumentException(name + " may import " + written + ", which has no line");
            }
        }
        if (!room.root().equals(CONTRACT)) {
            allowed.addAll(below(Set.of(room.root() + ".telemetry", CONTRACT), rooms));
        }
        allowed.remove(name);
        return allowed;
    }

    private static Set<String> below(Set<String> packages, Set<String> rooms) {
        return rooms.stream()
                .filter(room -> packages.stream().anyMatch(root -> room.equals(root) || room.startsWith(root + ".")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private record Room(String root, List<String> imports) {}
}
