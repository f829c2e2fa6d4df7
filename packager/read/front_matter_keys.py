"""Keys of front matter that are no fields of a book: groups, and what is passed over in silence.

Keys are compared lower case, with hyphens for underscores. The fields themselves stand in
:mod:`packager.read.fields`.
"""

from __future__ import annotations

# Maps whose inner keys count like outer ones: Hugo's params and taxonomies, Zola's extra.
GROUPS = ("params", "taxonomies", "extra", "book")

TITLE_LINES = ("title", "author", "date")

# Jekyll, Hugo, Zola, Hexo, Quarto, pandoc, Obsidian, Docusaurus, Eleventy, WordPress exports:
# layout, addresses and switches of a site, and what a program keeps for itself.
NOT_FOR_BOOKS = frozenset(
    """
    layout permalink redirect-from redirect-to redirects published-at comments comment
    commentable disqus sitemap search robots noindex seo math mathjax katex mermaid toc
    toc-depth toc-sticky sidebar sidebar-position sidebar-label sidebar-class-name
    pagination-next pagination-prev pagination-label hide-title hide-table-of-contents
    custom-edit-url id hide-in-list
    aliases alias type kind weight order position sequence menu menus nav nav-order parent
    has-children has-toc linktitle url-slug path outputs headless render build cascade
    resources markup isciilanguage iscjklanguage expirydate expiry-date expires
    publishresources translationkey translation-key unlisted pinned sticky featured hidden
    private password status visibility template theme style css stylesheet cssclass cssclasses
    class classes body-class bodyclass js scripts script header footer header-includes
    include-before include-after output format formats documentclass classoption geometry
    fontsize mainfont sansfont monofont linestretch colorlinks linkcolor urlcolor papersize
    numbersections number-sections secnumdepth bibliography csl citation citations references
    nocite link-citations reference-section-title suppress-bibliography engine jupyter execute
    knitr editor-options code-fold code-tools code-annotations code-copy code-overflow
    highlight-style title-block-banner title-block-style listing lightbox tbl-colwidths
    fig-cap-location tbl-cap-location crossref filters shortcodes appendix-style
    thumbnail teaser hero header-img banner og-image ogimage twitter-image social-image
    image-alt image-caption cover-alt featured-image-alt hero-image author-profile
    author-profile-image read-time reading-time wordcount word-count views likes share
    related similar topics topicid guid post-id wordpress-id tumblr-url blogger-id medium-id
    created created-at date-created last-update uuid up down prev next
    next-page prev-page previous breadcrumb breadcrumbs show-date show-lastmod show-toc
    showtoc toc-title tocopen hidemeta disableshare editpost social twitter facebook
    mastodon hashtags preview subtitle-page photogallery gallery video audio podcast
    params taxonomies extra book data vars variables meta metadata head foam bookmark
    eleventynavigation eleventycomputed eleventyexcludefromcollections tags-list version
    release package-version team team-url untranslated flow mindmap feature params-list
    project event events location lastpublished timestamp
    kicker standfirst lede toc-location mermaid-theme revealjs html pdf docx epub
    shorttitle short-title running-title runningtitle
    """.split()
)
