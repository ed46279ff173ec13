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
                .filter(type -> !isEntryPoint(type))
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

    /** What the JVM starts, or a container makes, has to be public. */
    private static boolean isEntryPoint(JavaClass type) {
        return type.isAnnotatedWith("org.osgi.service.component.annotations.Component")
                || type.getMethods().stream()
                        .anyMatch(
                                method ->
                                        method.getName().equals("main")
                                                && method.getModifiers()
                                                        .contains(JavaModifier.STATIC));
    }

    /** Packages whose package-info misses an annotation that it must have. */
    static List<String> undeclared(BuiltBundle bundle) {
        TreeSet<String> wrong = new TreeSet<>();
        TreeSet<String> names = new TreeSet<>();
        bundle.classes().forEach(type -> names.add(type.getPackageName()));
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
