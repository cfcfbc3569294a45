"""Trees stay trees however they are joined."""

from __future__ import annotations

from training.trees import Tree, attach, capitalise, decapitalise, join, leaf, named, root


def heads(tree: Tree) -> list[tuple[str, str, str]]:
    return [(word.text, word.dep, tree[word.head].text) for word in tree]


BOATS = join((leaf("9", "CD"), "nummod"), leaf("boats", "NNS"))


def test_roots_of_parts_hang_on_the_unlabelled_part() -> None:
    tree = join((BOATS, "nsubj"), leaf("sank", "VBD"))
    assert heads(tree) == [
        ("9", "nummod", "boats"),
        ("boats", "nsubj", "sank"),
        ("sank", "ROOT", "sank"),
    ]


def test_attached_child_moves_the_heads_behind_it() -> None:
    tree = join((leaf("boats", "NNS"), "nsubj"), leaf("sank", "VBD"))
    assert heads(attach(tree, 0, leaf("9", "CD"), "nummod", 0)) == heads(
        join((BOATS, "nsubj"), leaf("sank", "VBD"))
    )


def test_root_is_found_anywhere() -> None:
    assert root(BOATS) == 1


def test_names_keep_their_capital_inside_a_sentence() -> None:
    assert decapitalise(leaf("Boats", "NNS"))[0].text == "boats"
    assert decapitalise(named(leaf("Tartu", "NNP"), "LOC"))[0].text == "Tartu"
    assert capitalise(leaf("boats", "NNS"))[0].text == "Boats"
