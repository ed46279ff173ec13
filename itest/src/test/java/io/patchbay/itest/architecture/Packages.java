package io.patchbay.itest.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.TreeSet;

/** What is public, and how it is named. */
final class Packages {

    private Packages() {}

    /** Public types that are neither exported nor in an internal package. */
    static List<String> neitherExportedNorInternal(BuiltBundle bundle) {
        return bundle.classes().stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.getEnclosingClass().isEmpty())
                .filter(type -> !bundle.exports().contains(type.getPackageName()))
                .filter(type -> !isInternal(type.getPackageName()))
                .filter(type -> !isGenerated(type.getPackageName()))
                .filter(type -> !isExecutable(bundle))
                .map(JavaClass::getName)
                .sorted()
                .toList();
    }

    /** Exported packages that say they are internal. */
    static List<String> exportedInternals(BuiltBundle bundle) {
        return bundle.exports().stream()
                .filter(name -> name.startsWith(Tree.NAME) && isInternal(name))
                .toList();
    }

    private static boolean isInternal(String name) {
        return List.of(name.split("\\.")).contains("internal");
    }

    /** Nobody sees into an executable that exports nothing. */
    private static boolean isExecutable(BuiltBundle bundle) {
        return bundle.kind() == Kind.LAUNCHER && bundle.exports().isEmpty();
    }

    /** What the benchmark library generates beside a benchmark. */
    private static boolean isGenerated(String name) {
        return name.endsWith(".jmh_generated");
    }

    /** Packages whose package-info misses an annotation that it must have. */
    static List<String> undeclared(BuiltBundle bundle) {
        TreeSet<String> wrong = new TreeSet<>();
        TreeSet<String> names = new TreeSet<>();
        bundle.classes().forEach(type -> names.add(type.getPackageName()));
        names.removeIf(Packages::isGenerated);
        for (String name : names) {
            need(bundle, name, "org.jspecify.annotations.NullMarked", wrong);
            if (bundle.exports().contains(name)) {
                need(bundle, name, "org.osgi.annotation.versioning.Version", wrong);
            }
        }
        return List.copyOf(wrong);
    }

    private static void need(
            BuiltBundle bundle, String name, String annotation, TreeSet<String> wrong) {
        String info = name + ".package-info";
        boolean there =
                bundle.classes().contain(info)
                        && bundle.classes().get(info).isAnnotatedWith(annotation);
        if (!there) {
            wrong.add(name + " is not " + annotation.replaceFirst(".*\\.", "@"));
        }
    }

    /** Names that say nothing. */
    static List<String> emptyNames(BuiltBundle bundle) {
        return bundle.classes().stream()
                .filter(
                        type ->
                                type.getSimpleName()
                                                .matches(".*(Utils?|Helpers?|Manager|Common|Impl)")
                                        || List.of(type.getPackageName().split("\\.")).stream()
                                                .anyMatch(
                                                        part ->
                                                                part.matches(
                                                                        "utils?|helpers?|common|impl|managers?")))
                .map(JavaClass::getName)
                .sorted()
                .toList();
    }
}
