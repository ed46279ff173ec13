package io.patchbay.itest.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Who may know whom (DESIGN 2, RULES 36). */
final class Arrows {

    private Arrows() {}

    /** Uses of a class of another bundle that point the wrong way. */
    static List<String> pointingBack(List<BuiltBundle> bundles) {
        Map<String, BuiltBundle> owners = new HashMap<>();
        bundles.forEach(b -> b.classes().forEach(c -> owners.put(outermost(c.getName()), b)));
        TreeSet<String> wrong = new TreeSet<>();
        for (BuiltBundle from : bundles) {
            for (Dependency use : uses(from)) {
                JavaClass target = use.getTargetClass().getBaseComponentType();
                BuiltBundle to = owners.get(outermost(target.getName()));
                if (to != null && to != from && !from.kind().mayKnow(to.kind())) {
                    wrong.add(from.folder() + " knows " + to.folder() + ": " + of(use));
                }
            }
        }
        return List.copyOf(wrong);
    }

    /** What the contracts use beside the JDK and annotations. */
    static List<String> foreignToApi(List<BuiltBundle> bundles) {
        TreeSet<String> wrong = new TreeSet<>();
        for (BuiltBundle api : bundles) {
            if (api.kind() != Kind.API) {
                continue;
            }
            for (Dependency use : uses(api)) {
                JavaClass target = use.getTargetClass().getBaseComponentType();
                if (!target.isPrimitive()
                        && !target.getName()
                                .matches(
                                        "(io\\.patchbay\\.api|javax?|org\\.jspecify|org\\.osgi\\.annotation)\\..*")) {
                    wrong.add("api uses " + of(use));
                }
            }
        }
        return List.copyOf(wrong);
    }

    /** Packages of swappable bundles that another bundle is wired to: it would pin the old one. */
    static List<String> wiredToPlugs(List<BuiltBundle> bundles) {
        TreeSet<String> wrong = new TreeSet<>();
        for (BuiltBundle plug : bundles) {
            for (BuiltBundle other : bundles) {
                boolean watcher = other.kind() == Kind.TOP;
                if (plug.kind() == Kind.PLUG && other != plug && !watcher) {
                    plug.exports().stream()
                            .filter(other.imports()::contains)
                            .forEach(p -> wrong.add(other.folder() + " imports " + p));
                }
            }
        }
        return List.copyOf(wrong);
    }

    /** Packages that two bundles have. */
    static List<String> splitPackages(List<BuiltBundle> bundles) {
        Map<String, String> owners = new HashMap<>();
        TreeSet<String> wrong = new TreeSet<>();
        for (BuiltBundle bundle : bundles) {
            for (JavaClass type : bundle.classes()) {
                String owner = owners.putIfAbsent(type.getPackageName(), bundle.folder());
                if (owner != null && !owner.equals(bundle.folder())) {
                    wrong.add(type.getPackageName() + " is in " + owner + ", " + bundle.folder());
                }
            }
        }
        return List.copyOf(wrong);
    }

    private static List<Dependency> uses(BuiltBundle bundle) {
        return bundle.classes().stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .toList();
    }

    private static String of(Dependency use) {
        return use.getOriginClass().getName() + " -> " + use.getTargetClass().getName();
    }

    private static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
