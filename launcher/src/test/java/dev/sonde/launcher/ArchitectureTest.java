package dev.sonde.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the code to the package table and the rules of {@code docs/architecture.md}. */
class ArchitectureTest {
    private static final Set<String> NAMES_THAT_SAY_NOTHING =
            Set.of("util", "utils", "common", "manager", "managers", "impl", "helper", "helpers", "misc");

    private static PackageTable table;
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws Exception {
        table = PackageTable.read(Path.of(System.getProperty("basedir", "."), "..", "docs", "architecture.md"));
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(table.roots().toArray(String[]::new));
    }

    @Test
    void everyModule_isSeen() {
        assertThat(table.roots())
                .allSatisfy(root -> assertThat(classes)
                        .as("classes of %s", root)
                        .anyMatch(javaClass -> isBelow(javaClass.getPackageName(), root)));
    }

    @Test
    void everyPackage_hasItsLineInTheTable() {
        Set<String> unknown = packages(classes);
        unknown.removeAll(table.packages());

        assertThat(unknown)
                .as("packages without a line in docs/architecture.md")
                .isEmpty();
    }

    @Test
    void packages_importOnlyWhatTheTableAllows() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass javaClass : classes) {
            for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (isBelow(target.getPackageName(), "dev.sonde")
                        && !table.allows(javaClass.getPackageName(), target.getPackageName())) {
                    forbidden.add(javaClass.getName() + " may not import " + target.getName());
                }
            }
        }

        assertThat(forbidden)
                .as("imports without a right in docs/architecture.md")
                .isEmpty();
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.sonde.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void decidingRooms_doNotKnowVertx() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.sonde.contract..",
                        "dev.sonde.collector.calendar..",
                        "dev.sonde.collector.slo..",
                        "dev.sonde.collector.incident..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void contract_doesNotKnowNettyMicrometerOrDatabases() {
        noClasses()
                .that()
                .resideInAPackage("dev.sonde.contract..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..", "io.micrometer..", "io.prometheus..", "java.sql..", "javax.sql..", "org.sqlite..")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void nettyChannels_appearOnlyInProbesAndResolve() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sonde.agent.probe..", "dev.sonde.agent.resolve")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.channel..")
                .check(classes);
    }

    @Test
    void yamlClasses_appearOnlyInTheContractsYaml() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sonde.contract.yaml")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.yaml.snakeyaml..")
                .check(classes);
    }

    @Test
    void staticState_isNeverMutable() {
        fields().that(areStaticAndWritten()).should(neverChange()).check(classes);
    }

    @Test
    void packageNames_saySomething() {
        assertThat(packages(classes))
                .noneMatch(name -> Arrays.stream(name.split("\\.")).anyMatch(NAMES_THAT_SAY_NOTHING::contains));
    }

    @Test
    void everyPackage_isNullMarked() {
        Set<String> marked = classes.stream()
                .filter(javaClass -> javaClass.getSimpleName().equals("package-info"))
                .filter(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());

        Set<String> unmarked = packages(classes);
        unmarked.removeAll(marked);
        assertThat(unmarked).as("packages without a @NullMarked package-info").isEmpty();
    }

    private static Set<String> packages(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isBelow(String packageName, String root) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }

    private static DescribedPredicate<JavaField> areStaticAndWritten() {
        return DescribedPredicate.describe(
                "are static and written by hand",
                field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !field.getName().startsWith("$"));
    }

    private static ArchCondition<JavaField> neverChange() {
        return new ArchCondition<>("be final and hold nothing that changes") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                String mistake = mistakeIn(field);
                if (!mistake.isEmpty()) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName() + " " + mistake));
                }
            }
        };
    }

    /** Empty if there is none. Arrays are left to their package as long as no other sees them. */
    private static String mistakeIn(JavaField field) {
        Set<JavaModifier> modifiers = field.getModifiers();
        JavaClass type = field.getRawType();
        if (!modifiers.contains(JavaModifier.FINAL)) {
            return "is static but not final";
        }
        if (type.isArray() && (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))) {
            return "is an array that other packages can write to";
        }
        if (type.getPackageName().startsWith("java.util.concurrent") && !type.isEnum()
                || List.of("java.lang.ThreadLocal", "java.lang.StringBuilder", "java.util.BitSet")
                        .contains(type.getName())) {
            return "is mutable static state: " + type.getName();
        }
        if (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)) {
            Object value = valueOf(field);
            return isImmutable(value) ? "" : "holds a collection that can change: " + value.getClass();
        }
        return "";
    }

    private static Object valueOf(JavaField field) {
        try {
            Field reflected = field.reflect();
            reflected.setAccessible(true);
            return reflected.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isImmutable(Object collection) {
        String name = collection.getClass().getName();
        return name.startsWith("java.util.ImmutableCollections$")
                || name.startsWith("java.util.Collections$Unmodifiable")
                || name.startsWith("java.util.Collections$Empty");
    }
}
